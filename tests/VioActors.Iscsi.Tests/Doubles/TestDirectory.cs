using VioActors.Iscsi.Login;
using VioActors.Iscsi.Portal;

namespace VioActors.Iscsi.Tests.Doubles;

/// <summary>Targets by name, and the credentials that they ask for.</summary>
internal sealed class TestDirectory(params IReadOnlyList<DiskTargetPort> targets) : IIscsiTargetDirectory
{
    public List<IscsiPortalAddress> Portals { get; } = [];

    public ChapRequirement? Chap { get; set; }

    public ChapRequirement? DiscoveryChap { get; set; }

    /// <summary>Every login is sent there when set.</summary>
    public IscsiPortalAddress? MovedTo { get; set; }

    /// <summary>Thrown by every call when set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Called when a login asks for its credentials.</summary>
    public Action? ChapSought { get; set; }

    public ValueTask<IReadOnlyList<IscsiTarget>> ListAsync(string initiatorName, CancellationToken cancellation) =>
        Failure is null ? new([.. targets.Select(t => new IscsiTarget(t.Name, Portals))]) : throw Failure;

    public ValueTask<TargetLookup> FindAsync(string initiatorName, string targetName, CancellationToken cancellation) =>
        Failure is not null ? throw Failure
        : MovedTo is { } address ? new(TargetLookup.Moved(address))
        : targets.FirstOrDefault(t => t.Name == targetName) is { } target ? new(TargetLookup.Here(target))
        : new(TargetLookup.Unknown);

    public ValueTask<ChapRequirement?> FindChapAsync(string initiatorName, string? targetName, CancellationToken cancellation)
    {
        ChapSought?.Invoke();
        return new(targetName is null ? DiscoveryChap : Chap);
    }
}
