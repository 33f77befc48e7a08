using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Images;
using VioActors.Actors.Nexus;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Phyp.Machines;
using VioActors.Actors.Phyp.Memory;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp;

/// <summary>
/// The hypervisor of one CEC: knows the partitions and their adapter pairs, tells a VIOS who its client is, and routes between client
/// and server adapters.
/// One for each CEC, made and supervised by it.
/// <para>Loading (reads the definitions) → Running.</para>
/// Guarantee: partitions reach each other's adapters only through here (SYS-6). Definitions are persisted by the child
/// <c>partitions</c>; connections are not.
/// </summary>
public sealed partial class PhypActor : ReceiveActor, IWithUnboundedStash, IWithTimers
{
    private readonly IActorRef _definitions;
    private readonly IActorRef _freezer;
    private readonly IActorRef _dispatcher;
    private readonly IActorRef _memory;
    private readonly IActorRef _links;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<PartitionId, IActorRef> _vioses = [];
    private readonly Dictionary<AdapterPair, IActorRef> _pairs = [];
    private readonly Dictionary<(PartitionId Client, SlotNumber Slot), IActorRef> _bySlot = [];
    private PartitionsReply _known = null!;
    private Dictionary<(PartitionId Vios, SlotNumber Slot), AdapterPair> _byServerSlot = [];
    private Dictionary<PartitionId, Partition> _partitions = [];
    private int _renamed;

    /// <param name="definitions">Props of the aggregate that keeps the partition definitions.</param>
    public PhypActor(Props definitions, PhypSettings settings, TimeProvider time)
        : this(definitions, settings, time, null)
    {
    }

    /// <param name="definitions">Props of the aggregate that keeps the partition definitions.</param>
    /// <param name="images">What operating-system images need; null: this CEC has none.</param>
    public PhypActor(Props definitions, PhypSettings settings, TimeProvider time, ImageEnvironment? images)
    {
        (_time, _images) = (time, images);
        var partitions = _definitions = Context.ActorOf(definitions, "partitions");
        var freezer = Props.Create(() => new FreezerActor(partitions, settings, time));
        _freezer = Context.ActorOf(OwnThread.On(freezer, Context.System), "freezer");
        _dispatcher = Context.ActorOf(Props.Create(() => new DispatcherActor(partitions, settings, time)), "dispatcher");
        _memory = Context.ActorOf(Props.Create(() => new MemoryKeeperActor(partitions, settings)), "memory");
        _links = Context.ActorOf(OwnThread.On(Props.Create(() => new NexusLinksActor()), Context.System), "links");
        ReceiveRefreshing();
        Receive<PartitionsReply>(known =>
        {
            Know(known);
            BeginSharing(known.Cec);
            Become(Running);
            Stash.UnstashAll();
        });
        ReceiveAny(_ => Stash.Stash());
    }

    public IStash Stash { get; set; } = null!;

    protected override void PreStart() => Refresh();

    private void Running()
    {
        ReceiveRefreshing();
        Receive<FreezerBegun>(_ => TellFreezer());
        ReceiveShared();
        Receive<ICommand>(Define);
        Receive<GetPartitions>(_definitions.Forward);
        Receive<GetEventTable>(_definitions.Forward);
        Receive<GetVirtualFc>(_definitions.Forward);
        Receive<QueryVirtualFc>(_definitions.Forward);
        Receive<GetMachines>(_definitions.Forward);
        Receive<GetProfiles>(_definitions.Forward);
        Receive<GetActivations>(_definitions.Forward);
        Receive<FindWhetherServed>(find => Sender.Tell(
            new ClientServed(_known.Pairs.Any(pair => pair.Client == find.Client && _vioses.ContainsKey(pair.Vios)))));
        Receive<FindMachinePath>(FindPath);
        Receive<PartitionStoodStill>(_freezer.Forward);
        Receive<PartitionsReply>(Know);
        Receive<QueryClientIdentity>(query => Sender.Tell(Identify(query)));
        Receive<FindActiveClients>(_freezer.Forward);
        Receive<AttachVios>(Attach);
        Receive<Terminated>(Detach);
        Receive<RegisterCrq>(Register);
        Receive<SendCrq>(send => Route(send));
        Receive<AttachLpar>(attach =>
        {
            _freezer.Forward(attach);
            _dispatcher.Forward(attach);
            _memory.Forward(attach);
            _systems.Forward(attach);
        });
        Receive<InterruptVios>(_freezer.Forward);
        Receive<EndInterruption>(_freezer.Forward);
        Receive<ReleasePartition>(_freezer.Forward);
        Receive<GetDispatchReport>(_freezer.Forward);
        Receive<DispatchStopped>(_freezer.Forward);
        Receive<DispatchSettled>(_freezer.Forward);
        Receive<PairLost>(_freezer.Forward);
        Receive<PairDoubtful>(_freezer.Forward);
        Receive<PairClean>(_freezer.Forward);
        Receive<PairUnclean>(_freezer.Forward);
        Receive<SentWhileHeld>(_freezer.Forward);
        ReceiveHypervisorCalls();
        Receive<PairVerdict>(verdict =>
        {
            if (_pairs.TryGetValue(verdict.Pair, out var pair))
                pair.Tell(verdict.Verdict);
        });
        Receive<ProbeWanted>(wanted =>
        {
            if (_vioses.TryGetValue(wanted.Pair.Vios, out var vios))
                PairActor(wanted.Pair).Tell(new ProbePair(vios, wanted.Luns));
        });
    }

    private void ReceiveHypervisorCalls()
    {
        Receive<ProdProcessor>(_dispatcher.Forward);
        Receive<EndSlice>(_dispatcher.Forward);
        Receive<ConferProcessor>(_dispatcher.Forward);
        Receive<ResetProcessors>(_dispatcher.Forward);
        Receive<HoldProcessors>(_dispatcher.Forward);
        Receive<AccountProcessorTime>(_dispatcher.Forward);
        Receive<GetProcessorFigures>(_dispatcher.Forward);
        Receive<BorrowMemory>(_memory.Forward);
        Receive<ReturnMemory>(_memory.Forward);
        Receive<LendMemory>(_memory.Forward);
        Receive<ReclaimMemory>(_memory.Forward);
        Receive<GetMemoryFigures>(_memory.Forward);
        Receive<FreeCrq>(free =>
        {
            var isKnown = _bySlot.TryGetValue((free.Client, free.Slot), out var pair);
            if (isKnown)
                pair!.Tell(new AdapterPairActor.Free());
            Sender.Tell(new HypervisorResult("H_FREE_CRQ", isKnown ? HypervisorReturn.Success : HypervisorReturn.Parameter));
        });
    }

    private void Know(PartitionsReply known)
    {
        _known = known;
        _freezer.Tell(known);
        EndRefresh();
        var pairs = known.Pairs.ToHashSet();
        _byServerSlot = pairs.DistinctBy(pair => (pair.Vios, pair.ServerSlot)).ToDictionary(pair => (pair.Vios, pair.ServerSlot));
        _partitions = known.Partitions.ToDictionary(partition => partition.Id);
        foreach (var gone in _pairs.Keys.Where(pair => !pairs.Contains(pair)).ToList())
        {
            _pairs.Remove(gone, out var actor);
            _bySlot.Remove((gone.Client, gone.ClientSlot));
            Context.Stop(actor!);
        }
    }

    private void Define(ICommand command)
    {
        if (command is RegisterEvents)
            _freezer.Tell(command);
        _definitions.Forward(command);
        Refresh();
    }

    private IReply Identify(QueryClientIdentity query)
    {
        var pair = _byServerSlot.GetValueOrDefault((query.Vios, query.ServerSlot));
        var client = pair is null ? null : _partitions.GetValueOrDefault(pair.Client);
        return client is null
            ? new Rejected(RejectionCode.NotFound,
                $"No client adapter of {_known.Cec} is paired with slot {query.ServerSlot} of partition {query.Vios}.")
            : new ClientIdentity(_known.Cec, client, pair!.ClientSlot);
    }

    private void Attach(AttachVios attach)
    {
        if (_vioses.TryGetValue(attach.Vios, out var former) && former.Equals(Sender))
            return;

        // The end of the former one may be told later than the new one's beginning when they are processes.
        if (former is not null)
            LosePairs(attach.Vios, $"the VIOS in partition {attach.Vios} started again");
        _vioses[attach.Vios] = Sender;
        Context.Watch(Sender);
        _freezer.Tell(new ViosServes(attach.Vios, Sender));
        _shared.Tell(new ViosServes(attach.Vios, Sender));
        _log.Info("Partition {0} serves its adapters.", attach.Vios);
    }

    private void Detach(Terminated ended)
    {
        foreach (var (partition, vios) in _vioses.ToList())
        {
            if (!vios.Equals(ended.ActorRef))
                continue;
            _vioses.Remove(partition);
            _freezer.Tell(new ViosEnded(partition, "it ended"));
            _shared.Tell(new ViosEnded(partition, "it ended"));
            LosePairs(partition, $"the VIOS in partition {partition} stopped");
        }
    }

    private void LosePairs(PartitionId vios, string reason)
    {
        foreach (var (pair, actor) in _pairs)
        {
            if (pair.Vios == vios)
                actor.Tell(new AdapterPairActor.ViosGone(reason));
        }
    }

    private void Register(RegisterCrq register)
    {
        var pair = _known.Pairs.FirstOrDefault(pair => pair.Client == register.Client && pair.ClientSlot == register.Slot);
        if (pair is null)
            Sender.Tell(new CrqRefused(register.Slot, $"partition {register.Client} has no paired adapter in slot {register.Slot}"));
        else if (!_vioses.TryGetValue(pair.Vios, out var vios))
            Sender.Tell(new CrqRefused(register.Slot, $"the VIOS in partition {pair.Vios} is not running"));
        else
            PairActor(pair).Forward(new AdapterPairActor.Connect(vios));
    }

    private void Route(SendCrq send)
    {
        if (_bySlot.TryGetValue((send.Client, send.Slot), out var pair))
            pair.Forward(send);
        else
            Sender.Tell(new CrqClosed(send.Slot, "the adapter is not connected"));
    }

    private void FindPath(FindMachinePath find) => MachinePaths.FindAsync(
        find.Client,
        [
            .. _known.Pairs.Where(pair => pair.Client == find.Client && _vioses.ContainsKey(pair.Vios))
                .Select(pair => (pair, _vioses[pair.Vios])),
        ])
        .PipeTo(Sender);

    private IActorRef PairActor(AdapterPair pair)
    {
        if (!_pairs.TryGetValue(pair, out var actor))
        {
            // The name of one that was taken away is free only some time after its end.
            var (name, links) = ($"pair-{pair.Client}-{pair.ClientSlot}", _links);
            _pairs[pair] = _bySlot[(pair.Client, pair.ClientSlot)] = actor = Context.ActorOf(
                Props.Create(() => new AdapterPairActor(pair, links)), Context.Child(name).IsNobody() ? name : $"{name}-{++_renamed}");
        }

        return actor;
    }
}
