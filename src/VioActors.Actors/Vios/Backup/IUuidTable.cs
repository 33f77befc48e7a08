using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Backup;

/// <summary>
/// The UUID table of the management tool: which VIOS sits, or sat, where (BR-9). Implementations are thread-safe.
/// </summary>
public interface IUuidTable
{
    /// <summary>The table; null when the management tool cannot be reached.</summary>
    Task<ValueList<UuidTableRow>?> ReadAsync(CancellationToken cancellation);

    /// <summary>The table as it was last read here; null when it never was.</summary>
    ValueList<UuidTableRow>? LastKnown { get; }
}

/// <summary>A row of the UUID table. It stays when the VIOS is gone: a UUID is never used again (SYS-4).</summary>
/// <param name="Drc">Where the VIOS sits, or last sat.</param>
/// <param name="IsActive">It serves clients now.</param>
public sealed record UuidTableRow(VioUuid Vios, string Name, DrcName Drc, bool IsActive);

/// <summary>Tells administrators. Implementations are thread-safe.</summary>
public interface IMailer
{
    /// <exception cref="IOException">The mail was not accepted; the message says why.</exception>
    Task SendAsync(string subject, string text, CancellationToken cancellation);
}
