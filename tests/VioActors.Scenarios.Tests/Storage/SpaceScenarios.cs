using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using static VioActors.Scenarios.Tests.Fixtures.PbmCommands;

namespace VioActors.Scenarios.Tests.Storage;

public sealed class SpaceScenarios
{
    private const int Piece = 4 * DevRig.ChunkSizeBytes;

    private static readonly string[] OneSmallVolume =
    [
        "vio-actors.lpar.enabled = off",
        "vio-actors.pool.physical-volumes = [{ name = pv1, size = 16MiB }]",
        "vio-actors.logical-units = [{ name = lu1, size = 32MiB, client = client1 }]",
    ];

    [Fact]
    [Trait("Req", "STO-9")]
    public async Task Given_APoolSmallerThanItsLu_When_ItIsFull_Then_TheWriteFailsWithItsSenseAndNothingIsLost()
    {
        await using var rig = await DevRig.StartAsync(OneSmallVolume);
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        var (written, refused) = await FillAsync(client, lun);
        Assert.Equal((ScsiStatus.CheckCondition, new TestSense(7, 0x27, 7)), (refused.Status, refused.Sense));
        var pool = await rig.PoolAsync();
        var (capacity, kept) = (pool.Capacity, PoolSpace.CountReserve(pool.Pvs, pool.Limits));
        Assert.Equal(capacity.TotalChunks / 100, kept);
        Assert.Equal((kept, PoolAlertLevel.Full), (capacity.FreeChunks, capacity.Alert));
        Assert.InRange(written * 4, capacity.TotalChunks - kept - 3, capacity.TotalChunks - kept);

        // What was acknowledged is there, and can be overwritten; what was refused left no trace.
        for (var piece = 0; piece < written; piece++)
            Assert.Equal(TestInitiator.Pattern(piece, Piece), await client.ReadAsync(lun, (long)piece * Piece, Piece));
        Assert.All(await client.ReadAsync(lun, (long)(written + 1) * Piece, Piece), value => Assert.Equal(0, value));
        var again = TestInitiator.Pattern(1000, Piece);
        Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(lun, 0, again)).Status);
        Assert.Equal(again, await client.ReadAsync(lun, 0, Piece));
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task Given_ADeletedLu_When_ItsChunksGoToANewOne_Then_NoOldByteIsSeen()
    {
        await using var rig = await DevRig.StartAsync(OneSmallVolume);
        await rig.AskAsync<Ok>(new SetPoolLimits(rig.Pool, PoolLimits.None));
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        var (written, _) = await FillAsync(client, lun);
        Assert.True(written > 0);
        await rig.AskAsync<object>(new DeleteLu(await rig.LuAsync("lu1"), Forced: true));
        var freed = await Eventually.ReachAsync(
            "all chunks are erased", rig.PoolAsync, pool => pool.Capacity.FreeChunks == pool.Capacity.TotalChunks);

        // The new owner touches one block of every chunk of the pool and must find zeros around it.
        var total = freed.Capacity.TotalChunks;
        var lu = await rig.CreateLuAsync("next", total * DevRig.ChunkSizeBytes);
        var adapter = (await rig.System.ReportOfAsync("vios1")).Devices!.Adapters[0].Name;
        var vios = (await rig.System.ReportOfAsync("vios1")).Vios;
        await rig.AskAsync<Domain.Vios.MappingAnswer>(new Domain.Vios.MapLu(vios, adapter, rig.Pool, lu, null, null, false, false));
        var (next, nextLun) = await rig.LoginAsync("vios1", "next", 7);
        foreach (var chunks in Enumerable.Range(0, (int)total).Chunk(next.Nexus.QueueDepthMax))
        {
            await Task.WhenAll(chunks.Select(async chunk => Assert.Equal(
                ScsiStatus.Good, (await next.WriteAsync(nextLun, ((long)chunk * DevRig.ChunkSizeBytes) + 512, Mark)).Status)));
        }

        var expected = new byte[DevRig.ChunkSizeBytes];
        Mark.CopyTo(expected, 512);
        for (var chunk = 0L; chunk < total; chunk++)
            Assert.Equal(expected, await next.ReadAsync(nextLun, chunk * DevRig.ChunkSizeBytes, DevRig.ChunkSizeBytes));
        Assert.Equal(total, (await rig.AskAsync<LuFound>(new GetLu(lu))).MappedChunks);
    }

    [Fact]
    [Trait("Req", "STO-9")]
    [Trait("Req", "STO-10")]
    public async Task Given_AFullPool_When_AVolumeIsEmptied_Then_ItEndsWithWhatIsKeptBackAndWritesGoOnWhenSpaceComes()
    {
        await using var rig = await DevRig.StartAsync(
            "vio-actors.lpar.enabled = off",
            "vio-actors.pool.physical-volumes = [{ name = pv1, size = 16MiB }]",
            "vio-actors.logical-units = [{ name = lu1, size = 64MiB, client = client1 }]");
        await using var pbm = await ConnectAsync(rig);
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        var (small, _) = await FillAsync(client, lun);
        var size = (await rig.PoolAsync()).Capacity.TotalChunks;
        await RunAsync(pbm, $"pool add -pv pv2 -path {rig.Folder}/pv2.img -size 33M");

        // As much is kept back as the first volume has.
        await rig.AskAsync<Ok>(new SetPoolLimits(rig.Pool, new PoolLimits(0, 50, size)));
        var (written, refused) = await FillAsync(client, lun, small);
        Assert.Equal((ScsiStatus.CheckCondition, new TestSense(7, 0x27, 7)), (refused.Status, refused.Sense));
        var full = await rig.PoolAsync();
        Assert.Equal((size, PoolAlertLevel.Full), (full.Capacity.FreeChunks, full.Capacity.Alert));
        Assert.True(full.Volumes[0].UsedChunks > 0);
        Assert.Contains("reserve", await RunAsync(pbm, "pool list"), StringComparison.OrdinalIgnoreCase);

        await rig.AskAsync<Ok>(new DrainPv(rig.Pool, full.Pvs[0].Definition.Name, ThenRemove: true));
        await Eventually.ReachAsync("the volume is out of the pool", rig.PoolAsync, pool => pool.Pvs.Count == 1);
        refused = await client.WriteAsync(lun, (long)written * Piece, TestInitiator.Pattern(written, Piece));
        Assert.Equal((ScsiStatus.CheckCondition, new TestSense(7, 0x27, 7)), (refused.Status, refused.Sense));
        File.Delete(full.Pvs[0].Definition.Path);

        await RunAsync(pbm, $"pool add -pv pv3 -path {rig.Folder}/pv3.img -size 32M");
        await Eventually.ReachAsync(
            "the write goes on",
            async () => (await client.WriteAsync(lun, (long)written * Piece, TestInitiator.Pattern(written, Piece))).Status,
            status => status == ScsiStatus.Good);
        for (var piece = 0; piece <= written; piece++)
            Assert.Equal(TestInitiator.Pattern(piece, Piece), await client.ReadAsync(lun, (long)piece * Piece, Piece));
        Assert.True((await rig.PoolAsync()).Capacity.FreeChunks >= size);
        await CommandScenarios.AssertSoundAsync(pbm);
    }

    private static byte[] Mark { get; } = TestInitiator.Pattern(77, 512);

    /// <summary>Writes one piece after the other until one is refused.</summary>
    private static async Task<(int Written, TaskOutcome Refused)> FillAsync(TestInitiator client, int lun, int first = 0)
    {
        for (var piece = first; ; piece++)
        {
            var outcome = await client.WriteAsync(lun, (long)piece * Piece, TestInitiator.Pattern(piece, Piece));
            if (outcome.Status != ScsiStatus.Good)
                return (piece, outcome);
        }
    }
}
