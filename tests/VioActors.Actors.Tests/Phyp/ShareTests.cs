using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Phyp.Memory;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Phyp;

/// <summary>What partitions, which the test plays, get of a hypervisor's processors and memory.</summary>
public sealed class ShareTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly ScriptedPort _port = new();
    private readonly TestProbe _lpar;
    private readonly TestProbe _other;
    private IActorRef _phyp = ActorRefs.Nobody;
    private PartitionId _vios;
    private PartitionId _client;
    private PartitionId _neighbour;

    public ShareTests()
        : base(TestConfigurations.Actors) => (_lpar, _other) = (CreateTestProbe(), CreateTestProbe());

    private VirtualProcessorId Processor => new(_client, 0);

    [Fact]
    [Trait("Req", "NPV-3")]
    public void APartitionThatIsProdded_GetsSlices_UntilItCedes()
    {
        Start(PhypSettings.Default);
        _phyp.Tell(new ProdProcessor(Processor), _lpar.Ref);

        var first = _lpar.ExpectMsg<RunSlice>();
        Assert.True(first.Ticks is > 0 and <= TimeSpan.TicksPerMillisecond * 10);
        _phyp.Tell(new EndSlice(Processor, 1000, WantsMore: true), _lpar.Ref);
        _lpar.ExpectMsg<RunSlice>();
        _phyp.Tell(new EndSlice(Processor, 500, WantsMore: false), _lpar.Ref);

        var figures = Figures();
        Assert.Equal((1500, 2, 1, 1), (figures.UsedTicks, figures.Dispatches, figures.Cedes, figures.Prods));
    }

    [Fact]
    [Trait("Req", "NPV-3")]
    public void CallsForWhatIsNotThere_AreRefused()
    {
        Start(PhypSettings.Default);

        _phyp.Tell(new ProdProcessor(new VirtualProcessorId(_client, 7)), TestActor);
        Assert.Equal(new HypervisorResult("H_PROD", HypervisorReturn.Resource) { Processor = 7 }, ExpectMsg<HypervisorResult>());
        _phyp.Tell(new ConferProcessor(Processor, 0), TestActor);
        Assert.Equal(new HypervisorResult("H_CONFER", HypervisorReturn.Parameter), ExpectMsg<HypervisorResult>());
        _phyp.Tell(new FreeCrq(_client, new SlotNumber(77)), TestActor);
        Assert.Equal(new HypervisorResult("H_FREE_CRQ", HypervisorReturn.Parameter), ExpectMsg<HypervisorResult>());
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public void AFrozenPartition_GetsNoSlice_AndOneAgainWhenItGoesOn()
    {
        Start(PhypSettings.Default);
        Freeze();
        var before = Figures().Dispatches;

        _phyp.Tell(new ProdProcessor(Processor), _lpar.Ref);

        Assert.Equal(before, Figures().Dispatches);
        _phyp.Tell(new EndInterruption(_vios), TestActor);
        _lpar.ExpectMsg<ResumeDispatch>();
        _lpar.ExpectMsg<RunSlice>();
    }

    [Fact]
    [Trait("Req", "NPV-9")]
    public void AFrozenPartition_LendsItsMemory_AndHasItBeforeItGoesOn()
    {
        Start(PhypSettings.Default with { MemoryReturnLimit = TimeSpan.FromMinutes(5) });
        _phyp.Tell(new BorrowMemory(_neighbour, 100), TestActor);
        Assert.Equal(RejectionCode.SpaceExhausted, ExpectMsg<Rejected>().Code);
        Freeze();
        _phyp.Tell(new BorrowMemory(_neighbour, 100), TestActor);
        var loan = Assert.Single(ExpectMsg<MemoryBorrowed>().Loans);
        Assert.Equal((156, 356), (Memory(_client), Memory(_neighbour)));

        _phyp.Tell(new EndInterruption(_vios), TestActor);
        Assert.Equal(loan, _other.ExpectMsg<MemoryWanted>().Loan);
        _phyp.Tell(GetDispatchReport.Instance, TestActor);
        Assert.Equal(
            DispatchState.Frozen, ExpectMsg<DispatchReport>().Partitions.Single(partition => partition.Client == _client).State);
        _phyp.Tell(new ReturnMemory(loan.Number), _other.Ref);

        _lpar.ExpectMsg<ResumeDispatch>();
        Assert.Equal((256, 256), (Memory(_client), Memory(_neighbour)));
    }

    [Fact]
    [Trait("Req", "NPV-9")]
    public void MemoryThatIsNotGivenBack_IsTaken()
    {
        Start(PhypSettings.Default with { MemoryReturnLimit = TimeSpan.FromMilliseconds(1) });
        Freeze();
        _phyp.Tell(new BorrowMemory(_neighbour, 256), TestActor);
        ExpectMsg<MemoryBorrowed>();

        _phyp.Tell(new EndInterruption(_vios), TestActor);

        _lpar.ExpectMsg<ResumeDispatch>();
        _phyp.Tell(GetMemoryFigures.Instance, TestActor);
        var figures = ExpectMsg<MemoryFigures>();
        Assert.Equal((1, 0), (figures.Taken, figures.Loans.Count));
        Assert.Equal((256, 256), (Memory(_client), Memory(_neighbour)));
    }

    private void Start(PhypSettings settings)
    {
        var definitions = Props.Create(() => new PartitionsActor(ViosFiles.Cec));
        var phyp = _phyp = Sys.ActorOf(Props.Create(() => new PhypActor(definitions, settings, TimeProvider.System)), "phyp");
        (_vios, _client, _neighbour) = (Define("vios1", PartitionKind.Vios), Define("lpar1", PartitionKind.Client),
            Define("lpar2", PartitionKind.Client));
        _phyp.Tell(new PairAdapters(_client, _vios), TestActor);
        ExpectMsg<AdapterPairReply>();
        _phyp.Tell(new RegisterEvents(_client, [ViosEventKind.Failure]), TestActor);
        ExpectMsg<Ok>();
        var (vios, port) = (_vios, _port);
        Sys.ActorOf(Props.Create(() => new FakeVios(phyp, vios, port)), "vios");
        _phyp.Tell(new AttachLpar(_client) { Luns = [1UL << 48] }, _lpar.Ref);
        _phyp.Tell(new AttachLpar(_neighbour), _other.Ref);
        AwaitCondition(() => Processors().Partitions.Count == 2 && Memory(_client) > 0 && Memory(_neighbour) > 0);
    }

    private void Freeze()
    {
        // The table of events is read again after each change; until then nothing freezes.
        AwaitCondition(() =>
        {
            _phyp.Tell(new InterruptVios(_vios, ViosEventKind.Failure, "test"), TestActor);
            _phyp.Tell(GetDispatchReport.Instance, TestActor);
            var report = FishForMessage<DispatchReport>(_ => true);
            return report.Partitions.Single(partition => partition.Client == _client).State == DispatchState.Stopping;
        });
        _lpar.ExpectMsg<StopDispatch>();
        _phyp.Tell(new DispatchStopped(_client), _lpar.Ref);
        FishForMessage<InterruptionReady>(ready => ready.Frozen.Count == 1);
    }

    private PartitionId Define(string name, PartitionKind kind)
    {
        _phyp.Tell(new DefinePartition(name, kind, []), TestActor);
        return ExpectMsg<PartitionReply>().Partition.Id;
    }

    private ProcessorFigures Processors()
    {
        _phyp.Tell(GetProcessorFigures.Instance, TestActor);
        return ExpectMsg<ProcessorFigures>();
    }

    private PartitionFigures Figures() => Processors().Partitions.Single(partition => partition.Client == _client);

    private int Memory(PartitionId client)
    {
        _phyp.Tell(GetMemoryFigures.Instance, TestActor);
        return ExpectMsg<MemoryFigures>().Partitions.FirstOrDefault(partition => partition.Client == client)?.UsableMebibytes ?? 0;
    }
}
