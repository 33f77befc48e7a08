using System.Collections.Immutable;
using VioActors.Domain.Values;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Transport;

/// <summary>
/// The targets of one VIOS as transports look them up: replaced as a whole by the VIOS when its devices or the cluster change. Thread-safe.
/// </summary>
public sealed class TargetDirectory(Func<AdapterName, CancellationToken, ValueTask<ITargetPort?>> portOf)
{
    private volatile ImmutableList<TargetEntry> _targets = [];
    private volatile ChapDemands _chap = ChapDemands.None;

    /// <summary>All targets, a snapshot.</summary>
    public IReadOnlyList<TargetEntry> Targets => _targets;

    /// <summary>Target portal group of this VIOS, unique in the cluster. Set before its transport starts.</summary>
    public ushort PortalGroup { get; internal set; } = 1;

    /// <summary>The target of that name, or null.</summary>
    public TargetEntry? Find(string targetName) => _targets.Find(target => target.Name == targetName);

    /// <summary>The target of a server adapter, or null.</summary>
    public TargetEntry? FindByAdapter(AdapterName adapter) => _targets.Find(target => target.Adapter == adapter);

    /// <summary>The target port behind a target, which admits its initiators only; null when its adapter is gone.</summary>
    public async ValueTask<ITargetPort?> PortOfAsync(TargetEntry target, CancellationToken cancellation) =>
        await portOf(target.Adapter, cancellation).ConfigureAwait(false) is { } port ? new AdmittedTargetPort(target, port) : null;

    /// <summary>What initiators must prove.</summary>
    public ChapDemands Chap => _chap;

    internal void Replace(IEnumerable<TargetEntry> targets, ChapDemands chap) => (_targets, _chap) = ([.. targets], chap);
}

/// <summary>One target. Immutable.</summary>
/// <param name="Name">iSCSI name; the same through every VIOS that serves the client.</param>
/// <param name="Adapter">The server adapter behind it on this VIOS.</param>
/// <param name="Client">Name of the client partition.</param>
/// <param name="Initiators">iSCSI names that may log in; empty: any.</param>
/// <param name="Portals">Every portal in the cluster through which the target is reached.</param>
public sealed record TargetEntry(
    string Name, AdapterName Adapter, string Client, IReadOnlyList<InitiatorName> Initiators, IReadOnlyList<TargetPortal> Portals)
{
    /// <summary>iSCSI names are compared in lower case (RFC 7143 clause 4.2.7.2).</summary>
    public bool Admits(string initiatorName) =>
        Initiators.Count == 0 || Initiators.Any(name => name.Value.Equals(initiatorName, StringComparison.OrdinalIgnoreCase));
}

/// <param name="Address">host:port.</param>
/// <param name="GroupTag">Target portal group tag: the port of the VIOS in the cluster, since a session does not span VIOSes.</param>
public sealed record TargetPortal(string Address, ushort GroupTag);
