using Akka.Actor;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Domain.Values;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>What the server adapters of one VIOS work with. Immutable.</summary>
/// <param name="Daemon">Records logins.</param>
/// <param name="LogicalUnits">Attaches LUs.</param>
/// <param name="Relay">Runs I/O at a peer while the own fabric is lost.</param>
/// <param name="PortGroups">Target port groups of the cluster.</param>
/// <param name="RelativePort">Relative target port identifier of this VIOS, 1..65535; also its target port group.</param>
/// <param name="TargetNameOf">SCSI target name of the client behind an adapter.</param>
/// <param name="QueueDepthMax">Tasks that one nexus may have outstanding.</param>
internal sealed record VhostPorts(
    IActorRef Daemon,
    IActorRef LogicalUnits,
    IoRelay Relay,
    ITargetPortGroups PortGroups,
    ushort RelativePort,
    Func<Domain.Vios.ServerAdapter, string> TargetNameOf,
    int QueueDepthMax)
{
    /// <summary>Answers who is behind a Fibre Channel adapter.</summary>
    public IActorRef Phyp { get; init; } = ActorRefs.Nobody;

    /// <summary>The partition of this VIOS.</summary>
    public PartitionId Partition { get; init; } = new(1);

    /// <summary>The physical Fibre Channel ports of this VIOS.</summary>
    public IActorRef FcPorts { get; init; } = ActorRefs.Nobody;

    /// <summary>The storage area network; null: none is cabled to this machine.</summary>
    public IActorRef? San { get; init; }
}
