using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Phyp.Memory;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Phyp;

/// <summary>What partitions, which the test plays, get of a hypervisor's processors and memory.</summary>
public sealed class ShareTests : PlayedPartitions
{
    private VirtualProcessorId Processor => new(Client, 0);

    [Fact]
    [Trait("Req", "NPV-3")]
    public void APartitionThatIsProdded_GetsSlices_UntilItCedes()
    {
        Start(PhypSettings.Default);
        Phyp.Tell(new ProdProcessor(Processor), Lpar.Ref);

        var first = Lpar.ExpectMsg<RunSlice>();
        Assert.True(first.Ticks is > 0 and <= TimeSpan.TicksPerMillisecond * 10);
        Phyp.Tell(new EndSlice(Processor, 1000, WantsMore: true), Lpar.Ref);
        Lpar.ExpectMsg<RunSlice>();
        Phyp.Tell(new EndSlice(Processor, 500, WantsMore: false), Lpar.Ref);

        var figures = Figures();
        Assert.Equal((1500, 2, 1, 1), (figures.UsedTicks, figures.Dispatches, figures.Cedes, figures.Prods));
    }

    [Fact]
    [Trait("Req", "NPV-3")]
    public void CallsForWhatIsNotThere_AreRefused()
    {
        Start(PhypSettings.Default);

        Phyp.Tell(new ProdProcessor(new VirtualProcessorId(Client, 7)), TestActor);
        Assert.Equal(new HypervisorResult("H_PROD", HypervisorReturn.Resource) { Processor = 7 }, ExpectMsg<HypervisorResult>());
        Phyp.Tell(new ConferProcessor(Processor, 0), TestActor);
        Assert.Equal(new HypervisorResult("H_CONFER", HypervisorReturn.Parameter), ExpectMsg<HypervisorResult>());
        Phyp.Tell(new FreeCrq(Client, new SlotNumber(77)), TestActor);
        Assert.Equal(new HypervisorResult("H_FREE_CRQ", HypervisorReturn.Parameter), ExpectMsg<HypervisorResult>());
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public void AFrozenPartition_GetsNoSlice_AndOneAgainWhenItGoesOn()
    {
        Start(PhypSettings.Default);
        Freeze();
        var before = Figures().Dispatches;

        Phyp.Tell(new ProdProcessor(Processor), Lpar.Ref);

        Assert.Equal(before, Figures().Dispatches);
        Phyp.Tell(new EndInterruption(Vios), TestActor);

        // Two actors tell these, in any order.
        var told = new[] { Lpar.ExpectMsg<object>(), Lpar.ExpectMsg<object>() };
        Assert.Single(told, message => message is ResumeDispatch);
        Assert.Single(told, message => message is RunSlice);
    }

    [Fact]
    [Trait("Req", "NPV-9")]
    public void AFrozenPartition_LendsItsMemory_AndHasItBeforeItGoesOn()
    {
        Start(PhypSettings.Default with { MemoryReturnLimit = TimeSpan.FromMinutes(5) });
        Phyp.Tell(new BorrowMemory(Neighbour, 100), TestActor);
        Assert.Equal(RejectionCode.SpaceExhausted, ExpectMsg<Rejected>().Code);
        Freeze();
        Phyp.Tell(new BorrowMemory(Neighbour, 100), TestActor);
        var loan = Assert.Single(ExpectMsg<MemoryBorrowed>().Loans);
        Assert.Equal((156, 356), (Memory(Client), Memory(Neighbour)));

        Phyp.Tell(new EndInterruption(Vios), TestActor);
        Assert.Equal(loan, Other.ExpectMsg<MemoryWanted>().Loan);
        Phyp.Tell(GetDispatchReport.Instance, TestActor);
        Assert.Equal(
            DispatchState.Frozen, ExpectMsg<DispatchReport>().Partitions.Single(partition => partition.Client == Client).State);
        Phyp.Tell(new ReturnMemory(loan.Number), Other.Ref);

        Lpar.ExpectMsg<ResumeDispatch>();
        Assert.Equal((256, 256), (Memory(Client), Memory(Neighbour)));
    }

    [Fact]
    [Trait("Req", "NPV-9")]
    public void APartitionThatIsActivatedAnew_LendsNothingOfWhatItsFormerLifeDid()
    {
        Start(PhypSettings.Default);
        Freeze();
        Phyp.Tell(new AttachLpar(Client), CreateTestProbe().Ref);
        Phyp.Tell(new BorrowMemory(Neighbour, 100), TestActor);
        Assert.Equal(RejectionCode.SpaceExhausted, ExpectMsg<Rejected>().Code);
    }

    [Fact]
    [Trait("Req", "NPV-9")]
    public void MemoryThatIsNotGivenBack_IsTaken()
    {
        Start(PhypSettings.Default with { MemoryReturnLimit = TimeSpan.FromMilliseconds(1) });
        Freeze();
        Phyp.Tell(new BorrowMemory(Neighbour, 256), TestActor);
        ExpectMsg<MemoryBorrowed>();

        Phyp.Tell(new EndInterruption(Vios), TestActor);

        Lpar.ExpectMsg<ResumeDispatch>();
        Phyp.Tell(GetMemoryFigures.Instance, TestActor);
        var figures = ExpectMsg<MemoryFigures>();
        Assert.Equal((1, 0), (figures.Taken, figures.Loans.Count));
        Assert.Equal((256, 256), (Memory(Client), Memory(Neighbour)));
    }
}
