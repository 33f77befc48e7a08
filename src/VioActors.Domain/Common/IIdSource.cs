namespace VioActors.Domain.Common;

/// <summary>
/// Where new identities come from. An argument of decisions, so that a run can be repeated. Implementations are thread-safe.
/// </summary>
public interface IIdSource
{
    /// <summary>128 bits, never given twice in the system (RFC 9562 version 4 or 7 in production).</summary>
    Guid Next();
}
