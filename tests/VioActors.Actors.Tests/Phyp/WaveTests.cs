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

/// <summary>
/// Partitions that waited for one VIOS go on together. The test plays the freezer's hypervisor, and time passes only when it says so.
/// </summary>
public sealed class WaveTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly PartitionId Vios = new(1);
    private static readonly AdapterPair First = new(new PartitionId(2), new SlotNumber(2), Vios, new SlotNumber(2));
    private static readonly AdapterPair Second = new(new PartitionId(3), new SlotNumber(2), Vios, new SlotNumber(3));

    private readonly TestProbe _phyp;
    private readonly TestProbe _vios;
    private readonly IActorRef _freezer;
    private readonly SortedDictionary<PartitionId, TestProbe> _lpars = [];
    private AdapterPair[] _pairs = [];

    public WaveTests()
        : base(TestConfigurations.ActorsInVirtualTime)
    {
        (_phyp, _vios) = (CreateTestProbe(), CreateTestProbe());
        _phyp.IgnoreMessages(message => message is not (ReclaimMemory or ProbeWanted or DispatchReport or InterruptionReady));
        var definitions = Sys.ActorOf(Props.Create(() => new Definitions()));
        var settings = PhypSettings.Default with { HeartbeatMissesMax = 10_000 };
        _freezer = _phyp.ChildActorOf(Props.Create(() => new FreezerActor(definitions, settings, TimeProvider.System)));
    }

    private void Start(params AdapterPair[] pairs)
    {
        _pairs = pairs;
        foreach (var pair in pairs)
            _lpars.Add(pair.Client, CreateTestProbe());
        _freezer.Tell(new PartitionsReply(ViosFiles.Cec, [], [.. pairs]));
        _freezer.Tell(new EventTableReply([.. _lpars.Keys.Select(client => new EventRegistration(client, [ViosEventKind.Failure]))], []));
        _freezer.Tell(new ViosServes(Vios, _vios.Ref));
        foreach (var (client, lpar) in _lpars)
            _freezer.Tell(new AttachLpar(client), lpar.Ref);
        Fail();
        foreach (var (client, lpar) in _lpars)
        {
            lpar.ExpectMsg<StopDispatch>();
            _freezer.Tell(new DispatchStopped(client), lpar.Ref);
        }

        _phyp.ExpectMsg<InterruptionReady>();
        Return();
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public void Partitions_GoOnTogether_WhenTheDisksOfAllAnswer()
    {
        Start(First, Second);
        AnswerAndWait(First);
        Answer(Second);
        GoesOn(First);
        GoesOn(Second);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public void DisksThatDoNotAnswer_KeepOtherPartitionsOnlyForAMoment()
    {
        Start(First, Second);
        AnswerAndWait(First);
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMilliseconds(100));
        GoesOn(First);

        Answer(Second);
        GoesOn(Second);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public void DisksThatAnswerOneAfterTheOther_KeepOtherPartitionsOnlyForAMoment()
    {
        var pairs = Enumerable.Range(2, 8).Select(number => new AdapterPair(
            new PartitionId(number), new SlotNumber(2), Vios, new SlotNumber(number))).ToArray();
        Start(pairs);
        foreach (var pair in pairs[..7])
        {
            AnswerAndWait(pair);
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMilliseconds(40));
        }

        foreach (var pair in pairs[..7])
            GoesOn(pair);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public void DisksThatAnswerWithAnError_KeepNobody()
    {
        Start(First, Second);
        AnswerAndWait(First);
        _freezer.Tell(new PairUnclean(Second, "test"));
        GoesOn(First);
        Assert.Equal(DispatchState.Frozen, Dispatch(Second).State);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public void APartitionThatEnds_KeepsNobody()
    {
        Start(First, Second);
        AnswerAndWait(First);
        Sys.Stop(_lpars[Second.Client].Ref);
        GoesOn(First);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public void APartitionThatTheOperatorReleases_WaitsForNobody_AndKeepsNobody()
    {
        Start(First, Second);
        AnswerAndWait(First);
        _freezer.Tell(new ReleasePartition(Second.Client), TestActor);
        ExpectMsg<Ok>();
        GiveMemory(Second);
        GoesOn(First);
        GoesOn(Second);
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public void AnInterruptionBeforeTheyGoOn_KeepsThemStill_UntilTheirDisksAnswerAgain()
    {
        Start(First, Second);
        AnswerAndWait(First);
        Fail();
        Assert.Equal([First.Client, Second.Client], _phyp.ExpectMsg<InterruptionReady>().Frozen);
        _freezer.Tell(new PairClean(Second));
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal((DispatchState.Frozen, DispatchState.Frozen), (Dispatch(First).State, Dispatch(Second).State));

        Return();
        AnswerAndWait(First);
        Answer(Second);
        GoesOn(First);
        GoesOn(Second);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public void AnEndOfAnInterruptionThatIsLost_IsKnownFromTheNextHeartbeat()
    {
        Start(First);
        var before = Beat();
        Fail();
        Assert.Equal([First.Client], _phyp.ExpectMsg<InterruptionReady>().Frozen);

        // How it was before, and what one of an earlier version says, does not end it: nothing else comes before the report.
        _freezer.Tell(new HeartbeatAnswer(before, Serves: true), _vios);
        var interrupted = Beat();
        _freezer.Tell(new HeartbeatAnswer(interrupted), _vios);
        Assert.Equal(DispatchState.Frozen, Dispatch(First).State);

        _freezer.Tell(new HeartbeatAnswer(Beat(), Serves: true), _vios);
        Assert.Equal(First, _phyp.ExpectMsg<ProbeWanted>().Pair);
        Answer(First);
        GoesOn(First);
    }

    /// <summary>Number of the next heartbeat.</summary>
    private long Beat()
    {
        ((TestScheduler)Sys.Scheduler).Advance(PhypSettings.Default.HeartbeatInterval);
        return _vios.ExpectMsg<Heartbeat>().Number;
    }

    private void Fail() => _freezer.Tell(new InterruptVios(Vios, ViosEventKind.Failure, "test"), _phyp.Ref);

    /// <summary>Their VIOS is back, and the freezer wants to know whether their disks answer.</summary>
    private void Return()
    {
        _freezer.Tell(new EndInterruption(Vios));
        Assert.Equal(_pairs, _pairs.Select(_ => _phyp.ExpectMsg<ProbeWanted>().Pair));
    }

    private void Answer(AdapterPair pair)
    {
        _freezer.Tell(new PairClean(pair));
        GiveMemory(pair);
    }

    private void GiveMemory(AdapterPair pair)
    {
        Assert.Equal(pair.Client, _phyp.ExpectMsg<ReclaimMemory>().Client);
        _phyp.Reply(new MemoryBack(pair.Client));
    }

    /// <summary>It could go on, and waits for the other one.</summary>
    private void AnswerAndWait(AdapterPair pair)
    {
        Answer(pair);
        AwaitCondition(() => Dispatch(pair).Detail.Contains("answer", StringComparison.Ordinal));
        Assert.Equal(DispatchState.Frozen, Dispatch(pair).State);
    }

    private void GoesOn(AdapterPair pair) => _lpars[pair.Client].ExpectMsg<ResumeDispatch>();

    private PartitionDispatch Dispatch(AdapterPair pair)
    {
        _freezer.Tell(GetDispatchReport.Instance, _phyp.Ref);
        return _phyp.ExpectMsg<DispatchReport>().Partitions.Single(partition => partition.Client == pair.Client);
    }

    /// <summary>Notes everything.</summary>
    private sealed class Definitions : ReceiveActor
    {
        public Definitions() => ReceiveAny(_ => Sender.Tell(Ok.Instance));
    }
}
