using Akka.Actor;
using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;

namespace VioActors.Actors.Tests.Phyp;

/// <summary>A freezer that fails and starts again alone protects as before, and lets go on whom the former one stopped.</summary>
public sealed class FreezerRestartTests : PlayedPartitions
{
    [Fact]
    [Trait("Req", "NPV-4")]
    public void AFreezerThatWasRestarted_KnowsWhatFreezesWhom()
    {
        Start(PhypSettings.Default);
        Restart(isStill: false);
        Interrupt();
    }

    [Fact]
    [Trait("Req", "NPV-11")]
    public void APartitionThatWasStopped_AndNotNoted_GoesOnWhenItsDisksAnswer()
    {
        Start(PhypSettings.Default);
        Interrupt();
        Restart(isStill: true);

        Lpar.ExpectMsg<StopDispatch>();
        Phyp.Tell(new DispatchStopped(Client), Lpar.Ref);
        Lpar.ExpectMsg<ResumeDispatch>();
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public void APathThatWasLostMeanwhile_IsDecidedOnWhenItsPartitionIsKnownAgain()
    {
        Start(PhypSettings.Default);
        Phyp.Tell(new RegisterCrq(Client, Pair.ClientSlot), Lpar.Ref);
        Lpar.ExpectMsg<CrqRegistered>();
        Fail();
        Port.Sink!.NexusLost("test");
        Restart(isStill: false);
        Lpar.ExpectMsg<StopDispatch>();
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public void APartitionThatWasRestartedWhileItStopped_IsToldAgain()
    {
        Start(PhypSettings.Default);
        Interrupt();
        Phyp.Tell(new AttachLpar(Client), Lpar.Ref);
        Lpar.ExpectMsg<StopDispatch>();
        Phyp.Tell(new DispatchStopped(Client), Lpar.Ref);
        Phyp.Tell(GetDispatchReport.Instance, TestActor);
        Assert.Equal(
            DispatchState.Frozen,
            FishForMessage<DispatchReport>(_ => true).Partitions.Single(partition => partition.Client == Client).State);
    }

    /// <summary>The message breaks it.</summary>
    private void Fail() => Phyp.Tell(new PairClean(null!), TestActor);

    /// <summary>It fails, and the partition announces itself until the next one knows it.</summary>
    private void Restart(bool isStill)
    {
        Fail();
        AwaitCondition(() =>
        {
            Phyp.Tell(new AttachLpar(Client) { Luns = [1UL << 48], IsStill = isStill }, Lpar.Ref);
            Phyp.Tell(GetDispatchReport.Instance, TestActor);
            return ExpectMsg<DispatchReport>().Partitions.Any(partition => partition.Client == Client);
        });
    }
}
