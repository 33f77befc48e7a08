using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.San;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios;
using VioActors.Domain.Clients;
using VioActors.Domain.Phyp;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.Vios.Adapters;

/// <summary>
/// A partition on NPIV disks that stands still until its VIOS is back: hypervisor, VIOS, VIOS DB and storage area network are real, and
/// time passes slowly.
/// </summary>
public sealed class PreparedNpivTests : Akka.TestKit.Xunit2.TestKit
{
    public PreparedNpivTests()
        : base(TestConfigurations.ActorsInVirtualTime)
    {
    }

    [Fact]
    [Trait("Req", "NPV-2")]
    [Trait("Req", "NPV-7")]
    public async Task Given_AFrozenPartition_When_ItsViosIsBack_Then_ItIsInTheFabricBeforeTheAnnouncement_AndRunsAfterIt()
    {
        await using var time = new SlowTime(Sys);
        using var rig = await NpivRig.StartAsync(Sys);
        await rig.Vios.StopViosAsync();
        await rig.ReachAsync(DispatchState.Frozen);
        rig.Forget();

        rig.Vios.RestartVios();

        var running = await rig.ReachAsync(DispatchState.Running);
        Assert.Equal((1L, 0L), (running.Freezes, running.SentWhileFrozen));
        Assert.Equal([typeof(LoginClient), typeof(LogInVirtualPort), typeof(AttachVios)], rig.Heard.Take(3).Select(one => one.GetType()));
        Assert.Equal(rig.Name, ((LogInVirtualPort)rig.Heard[1]).Port);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public async Task Given_AFabricThatHangs_When_TheViosIsBack_Then_ItAnnouncesItselfAfter3Seconds_AndThePartitionRunsWhenItAnswers()
    {
        var time = new SlowTime(Sys);
        using var rig = await NpivRig.StartAsync(Sys);
        await rig.Vios.StopViosAsync();
        await rig.ReachAsync(DispatchState.Frozen);
        rig.Forget();
        rig.HangFabric(true);
        rig.Vios.RestartVios();
        await Eventually.ReachAsync("it serves", rig.Vios.ReportAsync, report => report.Phase == ViosPhase.Serving);
        await time.DisposeAsync();
        Assert.DoesNotContain(rig.Heard, one => one is AttachVios);

        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(3));

        await Eventually.ReachAsync(
            "it has announced itself", () => Task.FromResult(rig.Heard), heard => heard.Any(one => one is AttachVios));
        Assert.DoesNotContain(rig.Heard, one => one is LogInVirtualPort);
        await using var again = new SlowTime(Sys);
        Assert.Equal(DispatchState.Frozen, (await rig.DispatchAsync()).State);
        rig.HangFabric(false);
        await rig.ReachAsync(DispatchState.Running);
    }
}
