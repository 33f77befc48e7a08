using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Phyp;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Scenarios.Tests.Images;

public sealed class ReplaceScenarios
{
    private static readonly OsMedium A = ImageRig.Medium("a", 1);
    private static readonly OsMedium B = ImageRig.Medium("b", 2);

    [Fact]
    [Trait("Req", "OSI-2")]
    [Trait("Req", "OSI-3")]
    [Trait("Req", "OSI-6")]
    public async Task Given_APartitionOnA_When_ItsSystemIsReplacedAndPutBack_Then_ServicesAnswerAsTheSystemInUseAndStateStays()
    {
        await using var rig = await ImageRig.StartAsync("8M", 1);
        await rig.CreateImageAsync("a", A);
        var b = await rig.CreateImageAsync("b", B, ImageKind.Snapshot);
        Assert.Equal(("7.2", ImageKind.Snapshot), (b.Release, b.Kind));
        var partitions = (await rig.PhypAsync<PartitionsReply>(new GetPartitions())).Partitions;
        var client = (await rig.ClientsAsync())[0];
        await rig.BootAsync(client, "a");
        await rig.AnswersAsAsync(client, A);

        var moved = await rig.ReplaceAsync(client, "b");
        Assert.True(moved.Done, moved.Detail);
        Assert.True(moved.SuspendedMicroseconds > 0);
        await rig.AnswersAsAsync(client, B);
        Assert.Equal(("b", "a"), Names(await rig.OsAsync(client)));

        var back = Assert.Single((await rig.PhypAsync<OsReplaced>(new RollBackOs(client))).Partitions);
        Assert.True(back.Done, back.Detail);
        await rig.AnswersAsAsync(client, A);
        Assert.Equal(("a", ""), Names(await rig.OsAsync(client)));
        await rig.RefusedAsync(new RollBackOs(client));

        moved = await rig.ReplaceAsync(client, "b", full: true);
        Assert.True(moved.Done, moved.Detail);
        await rig.AnswersAsAsync(client, B);

        // Hidden partitions were nobody's, and nothing of them is left.
        Assert.Equal(partitions, (await rig.PhypAsync<PartitionsReply>(new GetPartitions())).Partitions);
        Assert.DoesNotContain((await rig.Dev.PoolAsync()).Lus, lu => lu.Name.Value.EndsWith(".made", StringComparison.Ordinal)
            || lu.Name.Value is "a.paging" or "b.paging");

        // Only what nobody uses or may go back to is deleted.
        foreach (var image in new[] { "a", "b" })
            Assert.Equal(RejectionCode.InUse, (await rig.RefusedAsync(new DeleteImage(image))).Code);
        await rig.PhypAsync<ImageMade>(new CopyImage("c", "b", ImageKind.Clone));
        moved = await rig.ReplaceAsync(client, "c");
        Assert.True(moved.Done, moved.Detail);
        await rig.AnswersAsAsync(client, B);
        await rig.PhypAsync<Ok>(new DeleteImage("a"));
        Assert.DoesNotContain((await rig.Dev.PoolAsync()).Lus, lu => lu.Name.Value == "image.a");
    }

    [Fact]
    [Trait("Req", "OSI-3")]
    public async Task Given_AnApplicationThatNeedsAService_When_TheNewSystemLacksIt_Then_NobodyIsSuspended()
    {
        await using var rig = await ImageRig.StartAsync("8M", 1);
        await rig.CreateImageAsync("a", A);
        await rig.CreateImageAsync("poor", ImageRig.Medium("poor", 3, 16, "net.send"));
        var client = (await rig.ClientsAsync())[0];
        await rig.BootAsync(client, "a");
        var refused = await rig.RefusedAsync(new ReplaceOs([client], "poor", true, false, 1, []));
        Assert.Contains("net.send", refused.Reason, StringComparison.Ordinal);
        await rig.RefusedAsync(new ReplaceOs([client], "nowhere", true, false, 1, []));
        await rig.AnswersAsAsync(client, A);
    }

    [Fact]
    [Trait("Req", "OSI-6")]
    public async Task Given_TheNewSystemHasABadPage_When_ItIsUsed_Then_ThePartitionGoesOnOnItsOldOne()
    {
        await using var rig = await ImageRig.StartAsync("8M", 1);
        await rig.CreateImageAsync("a", A);
        var b = await rig.CreateImageAsync("b", B);
        var client = (await rig.ClientsAsync())[0];
        await rig.BootAsync(client, "a");

        // Behind the header and a page of metadata: a few pages of the system's data.
        var vios = rig.Dev.System.Vioses["vios1"];
        var rubbish = new Domain.Memory.PageBytes(new byte[8 * 4096]);
        var written = await Fixtures.AnyAnswer.AskAnyAsync(vios, new Domain.Memory.WritePages("test", b.Lu, 40, rubbish));
        Assert.IsType<Domain.Memory.PagesWritten>(written);
        var full = await rig.ReplaceAsync(client, "b", full: true);
        Assert.False(full.Done);
        Assert.Contains("damaged", full.Detail, StringComparison.Ordinal);
        await rig.AnswersAsAsync(client, A);

        await rig.ReplaceAsync(client, "b");
        await Eventually.ReachAsync("it is on its old system", () => rig.OsAsync(client), os => os.Image == "a" && !os.Suspended);
        await rig.AnswersAsAsync(client, A);
    }

    [Fact]
    [Trait("Req", "OSI-4")]
    [Trait("Req", "OSI-5")]
    public async Task Given_ManyPartitionsOnOneImage_When_TheyAreMovedInTurn_Then_TheImageIsThereOnceAndEachKeepsWhatIsItsOwn()
    {
        const int Count = 8;
        await using var rig = await ImageRig.StartAsync("16M", Count);
        await rig.CreateImageAsync("a", A);
        await rig.CreateImageAsync("b", B);
        var clients = await rig.ClientsAsync();
        var kinds = Enum.GetValues<OsChangeKind>().Where(kind => kind != OsChangeKind.Unspecified).ToList();
        for (var index = 0; index < Count; index++)
        {
            await rig.BootAsync(clients[index], "a", 8,
                [.. kinds.Select(kind => new OsChange(kind, kind == OsChangeKind.NetworkAddress ? $"10.1.0.{index}" : $"{kind} {index}"))]);
        }

        var moved = (await rig.PhypAsync<OsReplaced>(new ReplaceOs([.. clients], "b", true, false, 2, []))).Partitions;
        Assert.All(moved, partition => Assert.True(partition.Done, partition.Detail));
        for (var index = 0; index < Count; index++)
            await rig.AnswersAsAsync(clients[index], B, $"10.1.0.{index}");
        await rig.PhypAsync<Ok>(new ChangeOs(clients[3], new OsChange(OsChangeKind.NetworkAddress, "192.168.7.7")));
        await rig.AnswersAsAsync(clients[3], B, "192.168.7.7");
        await rig.AnswersAsAsync(clients[4], B, "10.1.0.4");

        var report = await rig.MemoryAsync();
        var image = report.Images.Single(image => image.Image == "b");
        Assert.Equal(Count, image.Users);
        Assert.InRange(image.Resident, 1, image.Pages);
        Assert.All(report.Partitions, partition => Assert.Equal(kinds.Count, partition.Changed));
        var uses = (await rig.Dev.AskAsync<ImagesFound>(new GetImages())).Uses;
        Assert.All(uses, use => Assert.Equal(("b", "a", kinds.Count), (use.Image, use.Former, use.Changes.Count)));

        // After a restart each boots from what is recorded.
        await rig.Dev.RestartAsync();
        foreach (var partition in (await rig.PhypAsync<PartitionsReply>(new GetPartitions())).Partitions)
        {
            if (clients.Contains(partition.Id))
                await rig.ActivateAsync(partition);
        }

        await Eventually.ReachAsync(
            "all have booted", () => rig.PhypAsync<OsReport>(new GetOsReport()), booted => booted.Partitions.Count == Count);
        await rig.AnswersAsAsync(clients[3], B, "192.168.7.7");
        await rig.AnswersAsAsync(clients[6], B, "10.1.0.6");
    }

    private static (string Image, string Former) Names(OsPartition os) => (os.Image, os.Former);
}
