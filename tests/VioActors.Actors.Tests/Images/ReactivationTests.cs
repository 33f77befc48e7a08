using Akka.Actor;
using Akka.TestKit.Xunit2;
using VioActors.Actors.Images;
using VioActors.Actors.Lpar.Guest;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Common;
using VioActors.Domain.Images;

namespace VioActors.Actors.Tests.Images;

/// <summary>A partition that runs on an image ends and begins again: its next life runs on that image, whatever is told first.</summary>
public sealed class ReactivationTests : TestKit
{
    public ReactivationTests()
        : base(TestConfigurations.Actors)
    {
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Req", "OSI-3")]
    public async Task Its_next_life_boots_from_the_record_also_when_it_begins_before_the_end_of_the_former_one_is_told(bool endsFirst)
    {
        var rig = new OsRig(Sys, TimeSpan.FromSeconds(60));
        await rig.BootAsync();

        if (endsFirst)
            await EndAsync(rig.Lpar);
        var next = Begin(rig);
        if (!endsFirst)
            await EndAsync(rig.Lpar);

        await UntilRunsAsync(rig, next);
        Assert.Equal("a", (await rig.OsAsync()).Image);
        var figures = await OsRig.AskAsync<OsGuestFigures>(next, new Work(20));
        Assert.Equal((0, 0), (figures.Contradictions, figures.Traps));
        var moved = await rig.ReplaceAsync(full: false);
        Assert.True(moved.Done, moved.Detail);
    }

    [Fact]
    [Trait("Req", "OSI-6")]
    public async Task A_partition_that_ends_while_it_is_booted_from_an_image_can_be_booted_again()
    {
        var rig = new OsRig(Sys, TimeSpan.FromSeconds(60));
        await rig.PoolAsync();
        await OsRig.AskAsync<ImageMade>(rig.Keeper, new CreateImage("a", OsRig.MediumA, OsRig.Pool, ImageKind.Clone));
        var starting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var goingOn = new ManualResetEventSlim();
        rig.LparFaults.Add(message =>
        {
            if (message is StartOs && starting.TrySetResult())
                goingOn.Wait();
            return null;
        });

        // It has announced itself when it answers.
        await OsRig.AskAsync<GuestOsReport>(rig.Lpar, GetGuestOs.Instance);
        var boot = new BootOs(OsRig.Client, "a", true, [], [new OsApplication("shop", OsRig.Services, 16)]);
        var booting = rig.AskAnyAsync(boot);
        await starting.Task.WaitAsync(TimeSpan.FromSeconds(60));

        // One operation at a time: the other is told so.
        Assert.Contains("about to", Assert.IsType<Rejected>(await rig.AskAnyAsync(boot)).Reason, StringComparison.Ordinal);

        // It still answers, and is no more: its keeper hears both, in any order.
        Watch(rig.Lpar);
        Sys.Stop(rig.Lpar);
        goingOn.Set();
        await ExpectTerminatedAsync(rig.Lpar, TimeSpan.FromSeconds(60));
        var next = Begin(rig);
        await UntilRunsAsync(rig, next);
        await booting;
        var figures = await OsRig.AskAsync<OsGuestFigures>(next, new Work(20));
        Assert.Equal((0, 0), (figures.Contradictions, figures.Traps));
    }

    private IActorRef Begin(OsRig rig)
    {
        var (memory, keeper) = (rig.Memory, rig.Keeper);
        return Sys.ActorOf(Props.Create(() => new PlayedLpar(OsRig.Client, memory, keeper, new Faults())));
    }

    private async Task EndAsync(IActorRef lpar)
    {
        Watch(lpar);
        Sys.Stop(lpar);
        await ExpectTerminatedAsync(lpar, TimeSpan.FromSeconds(60));
        Unwatch(lpar);
    }

    private static async Task UntilRunsAsync(OsRig rig, IActorRef lpar)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var poll = 1; await OsRig.AskAsync<GuestOsReport>(lpar, GetGuestOs.Instance) is { Figures: null }; poll++)
        {
            Assert.True(await polls.WaitForNextTickAsync(limit.Token));

            // A partition announces itself again and again.
            if (poll % 40 == 0)
                rig.Keeper.Tell(new AttachLpar(OsRig.Client), lpar);
        }
    }
}
