using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Phyp.Memory;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Phyp;

/// <summary>What the freezer believes of a VIOS that has ended, and of events that PHYP refuses. The test plays all others.</summary>
public sealed class EndedViosTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly PartitionId First = new(1);
    private static readonly PartitionId Second = new(2);
    private static readonly PartitionId Client = new(3);

    private readonly TestProbe _phyp;
    private readonly TestProbe _first;
    private readonly TestProbe _lpar;
    private readonly IActorRef _freezer;

    public EndedViosTests()
        : base(TestConfigurations.ActorsInVirtualTime)
    {
        (_phyp, _first, _lpar) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        _phyp.IgnoreMessages(message => message is not (ReclaimMemory or DispatchReport or InterruptionReady));
        var definitions = Sys.ActorOf(Props.Create(() => new Silent()));
        var settings = PhypSettings.Default with { BuiltInEvents = [] };
        _freezer = _phyp.ChildActorOf(Props.Create(() => new FreezerActor(definitions, settings, TimeProvider.System)));
    }

    [Fact]
    [Trait("Req", "NPV-10")]
    public void AnAnswerOfAViosThatHasEnded_ComesLate_AndItCountsAsNoPath()
    {
        Start(First, Second);
        _freezer.Tell(new InterruptVios(First, ViosEventKind.Failure, "test"), _phyp.Ref);
        Assert.Empty(_phyp.ExpectMsg<InterruptionReady>().Frozen);
        _freezer.Tell(new ViosEnded(First, "it ended"), _phyp.Ref);

        _freezer.Tell(new HeartbeatAnswer(1_000, Serves: true), _first.Ref);

        Fail(Second);
        _lpar.ExpectMsg<StopDispatch>();
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public void APartitionThatWasReleased_IsNotFrozenAgain_BecauseItsEndedViosDoesNotAnswer()
    {
        Start(First);
        _freezer.Tell(new ViosEnded(First, "it ended"), _phyp.Ref);
        _lpar.ExpectMsg<StopDispatch>();
        _freezer.Tell(new DispatchStopped(Client), _lpar.Ref);
        _freezer.Tell(new ReleasePartition(Client), _phyp.Ref);
        _phyp.ExpectMsg<ReclaimMemory>();
        _phyp.Reply(new MemoryBack(Client));
        _lpar.ExpectMsg<ResumeDispatch>();

        ((TestScheduler)Sys.Scheduler).Advance(PhypSettings.Default.HeartbeatInterval * (PhypSettings.Default.HeartbeatMissesMax + 2));

        Assert.Equal(DispatchState.Running, State());
    }

    [Fact]
    [Trait("Req", "NPV-4")]
    public void EventsThatAreRefused_TakeNoProtectionAway()
    {
        Start(First);
        _freezer.Tell(new RegisterEvents(Client, [ViosEventKind.Unspecified]), _lpar.Ref);
        Fail(First);
        _lpar.ExpectMsg<StopDispatch>();
    }

    private void Start(params PartitionId[] vioses)
    {
        _freezer.Tell(new PartitionsReply(ViosFiles.Cec, [], [.. vioses.Select((vios, index) =>
            new AdapterPair(Client, new SlotNumber(2 + index), vios, new SlotNumber(2)))]));
        _freezer.Tell(new EventTableReply([new EventRegistration(Client, [ViosEventKind.Failure])], []));
        foreach (var vios in vioses)
            _freezer.Tell(new ViosServes(vios, vios == First ? _first.Ref : CreateTestProbe().Ref));
        _freezer.Tell(new AttachLpar(Client), _lpar.Ref);
    }

    private void Fail(PartitionId vios) => _freezer.Tell(new InterruptVios(vios, ViosEventKind.Failure, "test"), _phyp.Ref);

    private DispatchState State()
    {
        _freezer.Tell(GetDispatchReport.Instance, _phyp.Ref);
        return _phyp.FishForMessage<DispatchReport>(_ => true).Partitions.Single().State;
    }

    /// <summary>Its notes have no answer.</summary>
    private sealed class Silent : ReceiveActor;
}
