using Akka.Actor;
using Akka.TestKit.Xunit2;
using VioActors.Actors.Memory;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Memory;

namespace VioActors.Actors.Tests.Images;

/// <summary>The keeper of a shared memory pool fails: its pages are those of partitions that run.</summary>
public sealed class KeeperFailureTests : TestKit
{
    public KeeperFailureTests()
        : base(TestConfigurations.Actors)
    {
    }

    [Fact]
    [Trait("Req", "OSI-1")]
    [Trait("Req", "OSI-6")]
    public async Task Partitions_go_on_with_their_pages_when_the_keeper_of_the_pool_failed()
    {
        var rig = await StartAsync();
        await rig.AnswersAsAsync(OsRig.A);
        var before = (await OsRig.AskAsync<MemoryAttached>(rig.Memory, new AttachMemory(OsRig.Client))).Pool;

        Fail(rig);

        Assert.Same(before, (await OsRig.AskAsync<MemoryAttached>(rig.Memory, new AttachMemory(OsRig.Client))).Pool);
        await rig.AnswersAsAsync(OsRig.A);

        // What is on the paging device comes back, and the other image too.
        await rig.PageOutOwnAsync();
        await rig.AnswersAsAsync(OsRig.A);
        Assert.True((await rig.ReplaceAsync(full: false)).Done);
        await rig.AnswersAsAsync(OsRig.B);
    }

    [Fact]
    [Trait("Req", "OSI-1")]
    public async Task A_page_that_is_under_way_when_the_keeper_fails_comes_to_who_waits_for_it()
    {
        var rig = await StartAsync();
        await rig.PageOutOwnAsync();
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isHeld = 1;
        rig.ViosFaults.Add(message =>
        {
            if (message is not ReadPages || Interlocked.Exchange(ref isHeld, 0) == 0)
                return null;
            reading.SetResult();
            return Silence.Instance;
        });
        var working = OsRig.AskAsync<OsGuestFigures>(rig.Lpar, new Work(20));
        await reading.Task.WaitAsync(TimeSpan.FromSeconds(60));

        Fail(rig);
        Assert.IsType<MemoryAttached>(await OsRig.AskAsync<object>(rig.Memory, new AttachMemory(OsRig.Client)));

        // The VIOS that did not answer is taken for lost, and its next life is asked again.
        rig.RestartVios();
        var figures = await working;
        Assert.Equal((0, 0), (figures.Contradictions, figures.Traps));
    }

    private static void Fail(OsRig rig) => rig.Memory.Tell(new CloseLayer(null!), ActorRefs.NoSender);

    private async Task<OsRig> StartAsync()
    {
        var rig = new OsRig(Sys, TimeSpan.FromSeconds(60));
        await rig.BootAsync();
        return rig;
    }
}
