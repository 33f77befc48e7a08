using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Phyp;

namespace VioActors.Actors.Tests.Phyp;

/// <summary>What a partition gave its disks before it stood still is answered before its VIOS ends in order.</summary>
public sealed class SettlingTests : PlayedPartitions
{
    [Fact]
    [Trait("Req", "NPV-6")]
    public void AnAnnouncedInterruption_IsAnswered_WhenThePartitionStandsStillAndItsDisksHaveAnswered()
    {
        Start(PhypSettings.Default);
        Interrupt();

        Phyp.Tell(new DispatchStopped(Client) { IsUnsettled = true }, Lpar.Ref);
        Phyp.Tell(GetDispatchReport.Instance, TestActor);
        Assert.Equal(DispatchState.Frozen, ExpectMsg<DispatchReport>().Partitions[0].State);

        Phyp.Tell(new DispatchSettled(Client), Lpar.Ref);
        Assert.Equal([Client], ExpectMsg<InterruptionReady>().Frozen);
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public void DisksThatDoNotAnswer_DelayAnAnnouncedInterruptionOnlyForSomeTime()
    {
        Start(PhypSettings.Default);
        Interrupt();

        Phyp.Tell(new DispatchStopped(Client) { IsUnsettled = true }, Lpar.Ref);

        Assert.Equal([Client], ExpectMsg<InterruptionReady>(TimeSpan.FromMinutes(1)).Frozen);
    }
}
