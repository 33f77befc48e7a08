using VioActors.Actors.Images;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Memory;

namespace VioActors.Actors.Tests.Images;

/// <summary>Each step of a replacement fails in turn: the partition goes on on the system that it had, and nothing of it is lost.</summary>
[Trait("Req", "OSI-6")]
public sealed class ReplacementFaultTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly PagingFailed Bad = new(true, "the test's medium is bad");
    private static readonly Rejected Refused = new(RejectionCode.Busy, "the test refuses");

    public ReplacementFaultTests()
        : base(TestConfigurations.Actors)
    {
    }

    [Fact]
    public async Task The_metadata_is_damaged_and_nobody_is_suspended()
    {
        var rig = await StartAsync();
        var suspensions = 0;
        rig.LparFaults.Add(message => message is SuspendPartition && suspensions++ < 0 ? Silence.Instance : null);
        rig.ViosFaults.Add(message => message is ReadPages { FirstPage: 0, Count: 1 }
            ? new PagesRead(new PageBytes(new byte[MemoryPage.SizeBytes])) : null);
        Assert.IsType<Rejected>(await rig.AskAnyAsync(new ReplaceOs([OsRig.Client], "b", true, false, 1, [])));
        Assert.Equal(0, suspensions);
        await IsOnAAsync(rig);
    }

    [Fact]
    public async Task It_does_not_stand_still()
    {
        var rig = await StartAsync(TimeSpan.FromSeconds(6));
        rig.LparFaults.Add(message => message is SuspendPartition ? Silence.Instance : null);
        await FailsAsync(rig, full: false);
    }

    [Fact]
    public async Task The_old_system_cannot_be_paged_out()
    {
        var rig = await StartAsync();
        await OsRig.AskAsync<Ok>(rig.Keeper, new ChangeOs(OsRig.Client, new OsChange(OsChangeKind.MountPoint, "/data")));
        rig.ViosFaults.Add(message => message is WritePages ? Bad : null);
        await FailsAsync(rig, full: true);
    }

    [Fact]
    public async Task A_page_of_the_new_system_cannot_be_read()
    {
        var rig = await StartAsync();
        rig.ViosFaults.Add(message => message is ReadPages { FirstPage: > 40 } ? Bad : null);
        await FailsAsync(rig, full: true);
    }

    [Fact]
    public async Task A_page_of_the_new_system_is_damaged_and_found_when_it_is_used()
    {
        var rig = await StartAsync();
        rig.ViosFaults.Add(message => message is ReadPages { FirstPage: > 2 } read
            ? new PagesRead(new PageBytes(new byte[read.Count << MemoryPage.Shift])) : null);
        Assert.True((await rig.ReplaceAsync(full: false)).Done);

        // It meets the bad page, and is moved back below its feet.
        await rig.AnswersAsAsync(OsRig.A);
        rig.ViosFaults.Clear();
        await IsOnAAsync(rig);
    }

    [Fact]
    public async Task The_pointers_of_its_applications_cannot_be_had()
    {
        var rig = await StartAsync();
        await rig.PageOutOwnAsync();

        // The first two reads are those of the image's metadata.
        var reads = 0;
        rig.ViosFaults.Add(message => message is ReadPages && ++reads is 3 or 4 ? Bad : null);
        var replaced = await rig.ReplaceAsync(full: false);
        Assert.False(replaced.Done);
        rig.ViosFaults.Clear();
        await IsOnAAsync(rig);
    }

    [Fact]
    public async Task The_record_is_refused()
    {
        var rig = await StartAsync();
        rig.DbFaults.Add(message => message is NoteOsUse { Use.Image: "b" } ? Refused : null);
        await FailsAsync(rig, full: false);
    }

    [Fact]
    public async Task The_record_is_not_answered()
    {
        var rig = await StartAsync(TimeSpan.FromSeconds(6));
        rig.DbFaults.Add(message => message is NoteOsUse { Use.Image: "b" } ? Silence.Instance : null);
        await FailsAsync(rig, full: false);
    }

    [Fact]
    public async Task With_no_failure_it_runs_on_the_new_system_and_one_operation_runs_at_a_time()
    {
        var rig = await StartAsync();
        Assert.True((await rig.ReplaceAsync(full: true)).Done);
        await rig.AnswersAsAsync(OsRig.B);
        Assert.Equal(("b", "a"), ((await rig.UseAsync()).Image, (await rig.UseAsync()).Former));
        Assert.Single((await OsRig.AskAsync<OsReplaced>(rig.Keeper, new RollBackOs(OsRig.Client))).Partitions, moved => moved.Done);
        await IsOnAAsync(rig);
    }

    [Theory]
    [InlineData("medium")]
    [InlineData("hidden partition's memory")]
    [InlineData("page out")]
    [InlineData("copy")]
    [InlineData("catalog")]
    [Trait("Req", "OSI-2")]
    public async Task A_production_that_fails_leaves_nothing(string step)
    {
        var rig = new OsRig(Sys, TimeSpan.FromSeconds(30));
        await rig.PoolAsync();
        var medium = Domain.Values.LuUdid.From(new Guid(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
        switch (step)
        {
            case "medium":
                rig.ViosFaults.Add(message => message is ReadPages { FirstPage: 1 } read
                    ? new PagesRead(new PageBytes(new byte[read.Count << MemoryPage.Shift])) : null);
                break;
            case "hidden partition's memory":
                rig.DbFaults.Add(message => message is Domain.LogicalUnits.CreateLu { Kind: Domain.LogicalUnits.LuKind.Paging }
                    ? Refused : null);
                break;
            case "page out":
                rig.ViosFaults.Add(message => message is WritePages { FirstPage: > 1 } ? Bad : null);
                break;
            case "copy":
                rig.ViosFaults.Add(message => message is CopyPages ? Bad : null);
                break;
            default:
                rig.DbFaults.Add(message => message is RegisterImage ? Refused : null);
                break;
        }

        Assert.IsType<Rejected>(await rig.AskAnyAsync(new CreateImage("a", medium, OsRig.Pool, ImageKind.Clone)));
        Assert.Empty(await rig.LusAsync());
        Assert.Empty((await OsRig.AskAsync<ImagesFound>(rig.Db, new GetImages())).Images);
        rig.ViosFaults.Clear();
        rig.DbFaults.Clear();
        Assert.Equal(["image.a"], (await MadeAsync(rig, medium)));
    }

    private static async Task<List<string>> MadeAsync(OsRig rig, Domain.Values.LuUdid medium)
    {
        await OsRig.AskAsync<ImageMade>(rig.Keeper, new CreateImage("a", medium, OsRig.Pool, ImageKind.Clone));
        return await rig.LusAsync();
    }

    private async Task<OsRig> StartAsync(TimeSpan? stepLimit = null)
    {
        var rig = new OsRig(Sys, stepLimit ?? TimeSpan.FromSeconds(60));
        await rig.BootAsync();
        return rig;
    }

    private static async Task FailsAsync(OsRig rig, bool full)
    {
        var replaced = await rig.ReplaceAsync(full);
        Assert.False(replaced.Done);
        Assert.NotEqual("", replaced.Detail);
        rig.ViosFaults.Clear();
        rig.DbFaults.Clear();
        rig.LparFaults.Clear();
        await IsOnAAsync(rig);

        // And the same again without the failure.
        var again = await rig.ReplaceAsync(full);
        Assert.True(again.Done, again.Detail);
        await rig.AnswersAsAsync(OsRig.B);
    }

    private static async Task IsOnAAsync(OsRig rig)
    {
        await rig.AnswersAsAsync(OsRig.A);
        var os = await rig.OsAsync();
        Assert.Equal(("a", false), (os.Image, os.Suspended));
        Assert.Equal("a", (await rig.UseAsync()).Image);
    }
}
