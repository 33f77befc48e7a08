using Akka.Actor;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Values;

namespace VioActors.Benchmarks.Freeze;

/// <summary>A partition whose processor is prodded, gets a slice and cedes it, again and again.</summary>
internal sealed class IdleLpar : ReceiveActor
{
    private readonly IActorRef _phyp;
    private readonly VirtualProcessorId _processor;
    private IActorRef _asker = ActorRefs.Nobody;
    private int _left;

    public IdleLpar(IActorRef phyp, PartitionId partition)
    {
        (_phyp, _processor) = (phyp, new VirtualProcessorId(partition, 0));
        _phyp.Tell(new AttachLpar(partition));
        Receive<Slices>(slices =>
        {
            (_asker, _left) = (Sender, slices.Count);
            _phyp.Tell(new ProdProcessor(_processor));
        });
        Receive<RunSlice>(_ =>
        {
            _phyp.Tell(new EndSlice(_processor, 0, WantsMore: false));
            if (--_left > 0)
                _phyp.Tell(new ProdProcessor(_processor));
            else
                _asker.Tell(_left);
        });
        ReceiveAny(_ => { });
    }

    /// <summary>Answered when it has had so many.</summary>
    internal sealed record Slices(int Count);
}
