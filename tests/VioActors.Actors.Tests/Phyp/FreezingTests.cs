using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Dispatch;

namespace VioActors.Actors.Tests.Phyp;

/// <summary>What comes between the steps of freezing a partition and letting it go on.</summary>
public sealed class FreezingTests : PlayedPartitions
{
    [Fact]
    [Trait("Req", "NPV-4")]
    public void AnEventThatIsRegistered_FreezesAtOnce_AlsoBeforeItIsNoted()
    {
        Start(PhypSettings.Default);
        Phyp.Tell(new RegisterEvents(Client, [ViosEventKind.Failure, ViosEventKind.Reboot]), TestActor);
        Phyp.Tell(new InterruptVios(Vios, ViosEventKind.Reboot, "test"), TestActor);
        Lpar.ExpectMsg<StopDispatch>();
    }

    [Fact]
    [Trait("Req", "NPV-4")]
    public void AnEventThatIsNoMoreRegistered_FreezesNoMore()
    {
        Start(PhypSettings.Default);
        Phyp.Tell(new RegisterEvents(Client, []), TestActor);
        Phyp.Tell(new InterruptVios(Vios, ViosEventKind.Failure, "test"), TestActor);
        Assert.Empty(FishForMessage<InterruptionReady>(_ => true).Frozen);
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public void AnAnnouncedInterruption_IsAnswered_WhenThePartitionGoesOnBeforeItsDisksHaveAnswered()
    {
        Start(PhypSettings.Default);
        Interrupt();
        Phyp.Tell(new DispatchStopped(Client) { IsUnsettled = true }, Lpar.Ref);
        Phyp.Tell(new EndInterruption(Vios), TestActor);
        Lpar.ExpectMsg<ResumeDispatch>();
        Assert.Equal([Client], FishForMessage<InterruptionReady>(_ => true).Frozen);
    }

    [Fact]
    [Trait("Req", "NPV-3")]
    public void APartitionThatEndsWhileItIsFrozen_HasProcessorsWhenItIsActivatedAgain()
    {
        Start(PhypSettings.Default);
        Interrupt();
        var next = CreateTestProbe();
        Sys.Stop(Lpar.Ref);
        Phyp.Tell(new AttachLpar(Client), next.Ref);
        AwaitCondition(() =>
        {
            Phyp.Tell(new ProdProcessor(new VirtualProcessorId(Client, 0)), next.Ref);
            return next.ReceiveOne(TimeSpan.FromMilliseconds(100)) is RunSlice;
        });
    }
}
