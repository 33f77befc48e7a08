using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Images;
using VioActors.Actors.Lpar;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Images;

/// <summary>A partition that is frozen and suspended at once goes on when neither holds it.</summary>
public sealed class SuspendTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly Partition Partition = new(new PartitionId(5), "web", PartitionKind.Client, []);

    private readonly TestProbe _phyp;
    private readonly IActorRef _lpar;

    public SuspendTests()
        : base(TestConfigurations.Actors)
    {
        _phyp = CreateTestProbe();
        _phyp.IgnoreMessages(message => message is not DispatchStopped);
        var definition = new LparDefinition(Partition, [], new WorkloadDefinition(1UL << 48, 0, 0, 1, TimeSpan.Zero), []);
        _lpar = Sys.ActorOf(Props.Create(() => new LparActor(definition, _phyp.Ref)));
    }

    [Fact]
    [Trait("Req", "OSI-3")]
    public void The_freeze_ends_first()
    {
        _lpar.Tell(StopDispatch.Instance, _phyp.Ref);
        _phyp.ExpectMsg<DispatchStopped>();
        Suspend();
        _lpar.Tell(ResumeDispatch.Instance, _phyp.Ref);
        Assert.Equal(GuestState.Frozen, State());
        Continue();
        Assert.Equal(GuestState.Running, State());
    }

    [Fact]
    [Trait("Req", "OSI-3")]
    public void The_replacement_ends_first()
    {
        Suspend();
        _lpar.Tell(StopDispatch.Instance, _phyp.Ref);
        _phyp.ExpectMsg<DispatchStopped>();
        Continue();
        Assert.Equal(GuestState.Frozen, State());
        _lpar.Tell(ResumeDispatch.Instance, _phyp.Ref);
        Assert.Equal(GuestState.Running, State());
    }

    private void Suspend()
    {
        _lpar.Tell(SuspendPartition.Instance, TestActor);
        Assert.Equal(Partition.Id, ExpectMsg<PartitionSuspended>().Client);
    }

    private void Continue()
    {
        _lpar.Tell(ContinuePartition.Instance, TestActor);
        ExpectMsg<PartitionContinued>();
    }

    private GuestState State()
    {
        _lpar.Tell(GetGuestReport.Instance, TestActor);
        return ExpectMsg<GuestReport>().State;
    }
}
