using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;

namespace VioActors.Scenarios.Tests.Storage;

[Trait("Req", "STO-3")]
public sealed class SnapshotScenarios
{
    private const int Size = 8 * DevRig.ChunkSizeBytes;
    private static readonly string[] NoGuest = ["vio-actors.lpar.enabled = off"];
    private static readonly LuName Monday = LuName.Parse("monday");
    private static readonly LuName Tuesday = LuName.Parse("tuesday");

    [Fact]
    public async Task Given_TwoVIOSes_When_SnapshotsAreTakenAndRolledBack_Then_BothSeeTheBytesOfThatMoment()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var (one, lun) = await rig.LoginAsync("vios1", "lu1");
        var (two, _) = await rig.LoginAsync("vios2", "lu1");
        var lu = await rig.LuAsync("lu1");
        var first = TestInitiator.Pattern(1, Size);
        await WriteAsync(one, lun, 0, first);
        await rig.AskAsync<Ok>(new TakeSnapshot(lu, Monday));
        Assert.Equal(first, await two.ReadAsync(lun, 0, Size));

        // Small writes to shared chunks, through both: each keeps what is around it.
        var second = first.ToArray();
        for (var write = 0; write < 6; write++)
        {
            var (bytes, at) = (TestInitiator.Pattern(100 + write, 1024), (write * DevRig.ChunkSizeBytes) + (512 * write));
            bytes.CopyTo(second, at);
            await WriteAsync(write % 2 == 0 ? one : two, lun, at, bytes);
        }

        Assert.Equal(second, await one.ReadAsync(lun, 0, Size));
        Assert.Equal(second, await two.ReadAsync(lun, 0, Size));
        await rig.AskAsync<Ok>(new TakeSnapshot(lu, Tuesday));
        await WriteAsync(two, lun, 0, TestInitiator.Pattern(3, Size));
        Assert.Equal([6L, 6L], (await rig.AskAsync<SnapshotsFound>(new GetSnapshots(lu))).Snapshots.Select(taken => taken.UsedChunks));

        await rig.AskAsync<Ok>(new RollBack(lu, Monday, Forced: true));
        Assert.Equal(first, await one.ReadAsync(lun, 0, Size));
        Assert.Equal(first, await two.ReadAsync(lun, 0, Size));
        await rig.AskAsync<Ok>(new RollBack(lu, Tuesday, Forced: true));
        Assert.Equal(second, await two.ReadAsync(lun, 0, Size));
        await rig.AskAsync<Ok>(new DeleteSnapshot(lu, Monday));
        Assert.Equal(second, await one.ReadAsync(lun, 0, Size));
        await rig.AskAsync<Ok>(new DeleteSnapshot(lu, Tuesday));
        Assert.Equal(second, await two.ReadAsync(lun, 0, Size));
        await CheckAsync(rig, lu);
    }

    [Fact]
    public async Task Given_WritersThroughTwoVIOSes_When_SnapshotsAreTakenMeanwhile_Then_NoAcknowledgedWriteIsLost()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var lu = await rig.LuAsync("lu1");
        var writers = await Task.WhenAll(rig.LoginAsync("vios1", "lu1"), rig.LoginAsync("vios2", "lu1"));
        var latest = new int[16];
        var progress = new SemaphoreSlim(0);
        using var stop = new CancellationTokenSource();
        var writing = writers.Select((writer, number) => Task.Run(async () =>
        {
            // Even blocks through one VIOS, odd ones through the other: neighbours in the same chunks.
            for (var round = 1; !stop.IsCancellationRequested; round++)
            {
                var block = (round % 8 * 2) + number;
                await WriteAsync(writer.Initiator, writer.Lun, At(block), TestInitiator.Pattern((block * 10_000) + round, 4096));
                latest[block] = round;
                progress.Release();
            }
        })).ToList();

        for (var snapshot = 0; snapshot < 5; snapshot++)
        {
            for (var write = 0; write < 20; write++)
                await progress.WaitAsync(TestLimits.Answer);
            await rig.AskAsync<Ok>(new TakeSnapshot(lu, LuName.Parse($"s{snapshot}")));
        }

        await stop.CancelAsync();
        await Task.WhenAll(writing);
        for (var block = 0; block < latest.Length; block++)
        {
            var expected = latest[block] == 0 ? new byte[4096] : TestInitiator.Pattern((block * 10_000) + latest[block], 4096);
            foreach (var (initiator, lun) in writers)
                Assert.Equal(expected, await initiator.ReadAsync(lun, At(block), 4096));
        }

        await CheckAsync(rig, lu);
        static long At(int block) => (block / 4 * DevRig.ChunkSizeBytes) + (block % 4 * 8192L);
    }

    [Fact]
    public async Task Given_ASnapshot_When_EverythingIsRestarted_Then_ItIsStillThereAndSoAreTheBytes()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var lu = await rig.LuAsync("lu1");
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        var first = TestInitiator.Pattern(1, Size);
        await WriteAsync(client, lun, 0, first);
        await rig.AskAsync<Ok>(new TakeSnapshot(lu, Monday));
        await WriteAsync(client, lun, 512, TestInitiator.Pattern(2, 512));
        await rig.RestartAsync();

        (client, lun) = await rig.LoginAsync("vios2", "lu1");
        var second = first.ToArray();
        TestInitiator.Pattern(2, 512).CopyTo(second, 512);
        Assert.Equal(second, await client.ReadAsync(lun, 0, Size));
        await rig.AskAsync<Ok>(new RollBack(lu, Monday, Forced: true));
        Assert.Equal(first, await client.ReadAsync(lun, 0, Size));
        await CheckAsync(rig, lu);
    }

    [Fact]
    public async Task Given_TwoUnits_When_TheyAreSnapshotTogether_Then_TheOneWrittenLaterIsNeverAheadOfTheOther()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var (log, logLun) = await rig.LoginAsync("vios1", "lu1");
        var (data, dataLun) = await rig.LoginAsync("vios2", "lu2");
        LuUdid[] units = [await rig.LuAsync("lu1"), await rig.LuAsync("lu2")];
        using var stop = new CancellationTokenSource();
        var progress = new SemaphoreSlim(0);
        var writing = Task.Run(async () =>
        {
            for (var number = 1; !stop.IsCancellationRequested; number++)
            {
                await WriteAsync(log, logLun, 0, Numbered(number));
                await WriteAsync(data, dataLun, 0, Numbered(number));
                progress.Release();
            }
        });
        for (var write = 0; write < 10; write++)
            await progress.WaitAsync(TestLimits.Answer);
        foreach (var unit in units)
            await rig.AskAsync<Ok>(new PrepareSnapshot(unit, Monday));
        foreach (var unit in units)
            await rig.AskAsync<Ok>(new CommitSnapshot(unit, Monday));
        await progress.WaitAsync(TestLimits.Answer);
        await stop.CancelAsync();
        await writing;

        foreach (var unit in units)
            await rig.AskAsync<Ok>(new RollBack(unit, Monday, Forced: true));
        var inLog = BitConverter.ToInt32(await log.ReadAsync(logLun, 0, 512));
        var inData = BitConverter.ToInt32(await data.ReadAsync(dataLun, 0, 512));
        Assert.InRange(inLog - inData, 0, 1);
        Assert.True(inData >= 9, $"{inData} is older than what was written before the snapshot.");
    }

    private static byte[] Numbered(int number)
    {
        var block = new byte[512];
        BitConverter.TryWriteBytes(block, number);
        return block;
    }

    private static async Task WriteAsync(TestInitiator initiator, int lun, long at, byte[] bytes) =>
        Assert.Equal(ScsiStatus.Good, (await initiator.WriteAsync(lun, at, bytes)).Status);

    private static async Task CheckAsync(DevRig rig, LuUdid lu)
    {
        var answer = await Eventually.ReachAsync(
            "chunks are where they belong",
            () => rig.Db.AskAnyAsync(new CheckChunks(lu, false)),
            found => found is ChunksChecked);
        var found = Assert.IsType<ChunksChecked>(answer);
        Assert.Equal((0L, found.HeldChunks), (found.TwiceChunks, found.KnownChunks));
        Assert.Empty(found.Stray);
        Assert.Empty(found.Missing);
    }
}
