using VioActors.Domain.Common;

namespace VioActors.Node;

/// <summary>Identities of the running system: time-ordered UUIDs (RFC 9562 version 7). Thread-safe.</summary>
internal sealed class SystemIdSource : IIdSource
{
    public Guid Next() => Guid.CreateVersion7();
}
