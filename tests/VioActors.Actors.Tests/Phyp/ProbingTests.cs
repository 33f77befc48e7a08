using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Phyp;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Tests.Phyp;

/// <summary>A frozen partition goes on when its disks answer, whatever becomes of one look at them.</summary>
public sealed class ProbingTests : PlayedPartitions
{
    [Fact]
    [Trait("Req", "NPV-6")]
    public void AnAdapterThatConnectsWhileItsDisksAreLookedAt_LetsItsPartitionGoOn()
    {
        Probe();
        Phyp.Tell(new RegisterCrq(Client, Pair.ClientSlot), Lpar.Ref);
        Assert.IsType<CrqRegistered>(Lpar.FishForMessage(message => message is CrqRegistered));

        Port.Holds = false;
        Assert.IsType<ResumeDispatch>(Lpar.FishForMessage(message => message is ResumeDispatch));
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public void AQueueThatIsFreedWhileItsDisksAreLookedAt_LetsItsPartitionGoOn()
    {
        Probe();
        Phyp.Tell(new FreeCrq(Client, Pair.ClientSlot), TestActor);
        Assert.Equal(HypervisorReturn.Success, FishForMessage<HypervisorResult>(_ => true).Code);

        Port.Holds = false;
        Assert.IsType<ResumeDispatch>(Lpar.FishForMessage(message => message is ResumeDispatch));
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public void APathThatIsLostWhileItsDisksAreLookedAt_IsLookedAtAgain()
    {
        Probe();
        Port.Sink!.NexusLost("test");
        Port.Holds = false;
        Assert.True(Port.Held.TryDequeue(out var read));
        read.Complete(ScsiResponse.Good(0));

        Assert.IsType<ResumeDispatch>(Lpar.FishForMessage(message => message is ResumeDispatch));
        Assert.Equal(2, Port.LoginCount);
    }

    /// <summary>It is frozen, its VIOS is back, and its disk keeps the look at it unanswered.</summary>
    private void Probe()
    {
        Start(PhypSettings.Default);
        Freeze();
        Port.Holds = true;
        Phyp.Tell(new EndInterruption(Vios), TestActor);
        AwaitCondition(() => !Port.Held.IsEmpty);
    }
}
