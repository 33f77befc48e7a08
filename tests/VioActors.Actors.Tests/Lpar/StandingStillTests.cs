using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Lpar;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Lpar;

/// <summary>What comes while a partition is stopped, or stands still. The test plays its hypervisor.</summary>
public sealed class StandingStillTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly Partition Partition = new(new PartitionId(5), "web", PartitionKind.Client, []);
    private static readonly SlotNumber Slot = new(2);

    private readonly TestProbe _phyp;
    private readonly IActorRef _lpar;

    public StandingStillTests()
        : base(TestConfigurations.Actors)
    {
        _phyp = CreateTestProbe();
        _phyp.IgnoreMessages(message => message is not DispatchStopped);
        var definition = new LparDefinition(Partition, [Slot], new WorkloadDefinition(1UL << 48, 0, 0, 1, TimeSpan.Zero), []);
        _lpar = Sys.ActorOf(Props.Create(() => new LparActor(definition, _phyp.Ref)));
    }

    [Fact]
    [Trait("Req", "NPV-1")]
    public void AnAdapterThatIsTakenAwayFromAFrozenPartition_IsLetGoOfWhenThatGoesOn()
    {
        _lpar.Tell(StopDispatch.Instance, _phyp.Ref);
        _phyp.ExpectMsg<DispatchStopped>();
        _lpar.Tell(new RemoveClientAdapter(Slot), TestActor);
        _lpar.Tell(ResumeDispatch.Instance, _phyp.Ref);
        Assert.Empty(ExpectMsg<GuestReport>().Paths);
    }

    [Fact]
    [Trait("Req", "NPV-1")]
    public void AnAdapterThatIsTakenAwayWhileItsPartitionStops_DoesNotKeepItFromThat()
    {
        _lpar.Tell(StopDispatch.Instance, _phyp.Ref);
        _lpar.Tell(new RemoveClientAdapter(Slot), TestActor);
        _phyp.ExpectMsg<DispatchStopped>();
        _lpar.Tell(ResumeDispatch.Instance, _phyp.Ref);
        Assert.Empty(ExpectMsg<GuestReport>().Paths);
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public void AGuestThatIsBootedWhileItsPartitionStops_StandsStillToo()
    {
        _lpar.Tell(StopDispatch.Instance, _phyp.Ref);
        _lpar.Tell(new RebootGuest(TestActor), TestActor);
        Assert.Equal(GuestState.Frozen, ExpectMsg<GuestReport>().State);
        _phyp.ExpectMsg<DispatchStopped>();
        _lpar.Tell(ResumeDispatch.Instance, _phyp.Ref);
        _lpar.Tell(GetGuestReport.Instance, TestActor);
        Assert.Equal(GuestState.Running, ExpectMsg<GuestReport>().State);
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public void AGuestThatSaysTooLateThatItHasStopped_DoesNotStopItsAdapters()
    {
        _lpar.Tell(StopDispatch.Instance, _phyp.Ref);
        _phyp.ExpectMsg<DispatchStopped>();
        _lpar.Tell(ResumeDispatch.Instance, _phyp.Ref);
        _lpar.Tell(GuestStopped.Instance, TestActor);
        _lpar.Tell(new RemoveClientAdapter(Slot), TestActor);
        Assert.Empty(ExpectMsg<GuestReport>().Paths);
    }
}
