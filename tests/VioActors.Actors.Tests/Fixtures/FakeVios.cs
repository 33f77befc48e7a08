using System.Runtime.CompilerServices;
using Akka.Actor;
using VioActors.Actors.Vios.Adapters;
using VioActors.Domain.Cluster;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Tests.Fixtures;

/// <summary>What PHYP sees of a VIOS: it attaches itself, and has one target port behind every slot.</summary>
internal sealed class FakeVios : ReceiveActor
{
    private readonly IActorRef _phyp;
    private readonly PartitionId _partition;

    public FakeVios(IActorRef phyp, PartitionId partition, ITargetPort port)
        : this(phyp, partition, port, null)
    {
    }

    /// <param name="hangs">It answers heartbeats while that is false; null: never.</param>
    public FakeVios(IActorRef phyp, PartitionId partition, ITargetPort port, StrongBox<bool>? hangs)
    {
        (_phyp, _partition) = (phyp, partition);
        Receive<FindTargetPortAt>(_ => Sender.Tell(new TargetPortFound(port)));
        Receive<Heartbeat>(beat =>
        {
            if (hangs is { Value: false })
                Sender.Tell(new HeartbeatAnswer(beat.Number));
        });
    }

    protected override void PreStart() => _phyp.Tell(new AttachVios(_partition));
}
