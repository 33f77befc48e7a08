using System.Buffers.Binary;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Pbm.Client;
using VioActors.Scenarios.Tests.Faults;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scenarios.Tests.Redundancy;
using VioActors.Scsi;
using VioActors.Storage.Paths;
using static VioActors.Scenarios.Tests.Fixtures.PbmCommands;

namespace VioActors.Scenarios.Tests.Storage;

/// <summary>A volume that will never come back: what was on it is lost, all else goes on, and what is written anew is there.</summary>
[Trait("Req", "STO-10")]
public sealed class GivenUpVolumeScenarios
{
    private const int Chunk = DevRig.ChunkSizeBytes;
    private const int Size = 8 * Chunk;
    private static readonly TestSense Lost = new(3, 0x11, 0);

    [Fact]
    [Trait("Req", "STO-3")]
    public async Task Given_ADeadVolume_When_ItIsGivenUp_Then_OnlyItsChunksAreLost_AndThoseWrittenAnewAreThereThroughEveryVios()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off", "vio-actors.io-redundancy.hold-limit = 500ms");
        await rig.PeersMeetAsync();
        var pbm = await ConnectAsync(rig);
        var server = new DiskServer(new VolatileDisk(8 << 20));
        await PrepareAsync(rig, pbm, server.Url);
        var (one, lun) = await rig.LoginAsync("vios1", "other");
        var (two, twoLun) = await rig.LoginAsync("vios2", "other");
        var (sound, soundLun) = await rig.LoginAsync("vios1", "lu1");
        await GoodAsync(sound.WriteAsync(soundLun, 0, TestInitiator.Pattern(1, Size)));
        await GoodAsync(one.WriteAsync(lun, 0, TestInitiator.Pattern(2, Size)));
        await RunAsync(pbm, "snapshot create -lu other -name monday");
        await RunAsync(pbm, "lu clone -snapshot other@monday -name copy");
        await GoodAsync(one.WriteAsync(lun, 0, TestInitiator.Pattern(3, Chunk)));
        await RunAsync(pbm, $"pool add -pv n2 -path {rig.Folder}/n2.img -size 4M -tier OTHER");

        Assert.Contains("other", await RefusedAsync(pbm, "pool remove -pv n1"), StringComparison.Ordinal);
        Assert.Contains("vios1, vios2 can reach it", await RefusedAsync(pbm, "pool remove -pv n1 -force"), StringComparison.Ordinal);
        server.Dispose();
        await LoseAsync(rig);
        await TakenElsewhereAsync(rig, pbm);
        Assert.Contains("copy 8, other ", await RunAsync(pbm, "pool remove -pv n1 -dryrun"), StringComparison.Ordinal);
        Assert.Contains("n1", await RunAsync(pbm, "pool pv"), StringComparison.Ordinal);
        Assert.Contains("is given up", await RunAsync(pbm, "pool remove -pv n1 -force"), StringComparison.Ordinal);

        await IsLostAsync(rig, one, lun, 8);
        await IsLostAsync(rig, two, twoLun, 8);
        Assert.Equal(Lost, (await one.WriteAsync(lun, Chunk / 2, TestInitiator.Pattern(9, Chunk / 2))).Sense);
        Assert.Equal(TestInitiator.Pattern(1, Size), await sound.ReadAsync(soundLun, 0, Size));
        var check = await RunAsync(pbm, "pool check -fmt | -field owner,verdict");
        Assert.Contains("other|LOST 9", check, StringComparison.Ordinal);
        Assert.Contains("copy|LOST 8", check, StringComparison.Ordinal);
        Assert.Contains("lu1|OK", check, StringComparison.Ordinal);

        // Chunks 0 and 1 anew, with a part of 2 in the same command: that part is refused, the whole ones are there.
        Assert.Equal(Lost, (await one.WriteAsync(lun, 0, TestInitiator.Pattern(4, (2 * Chunk) + 512))).Sense);
        await GoodAsync(two.WriteAsync(twoLun, 3 * Chunk, TestInitiator.Pattern(5, Chunk)));
        await GoodAsync(UnmapAsync(one, lun, 4));
        await ReadsAnewAsync((one, lun), (two, twoLun));
        await pbm.DisposeAsync();

        await rig.RestartAsync();
        pbm = await ConnectAsync(rig);
        (one, lun) = await rig.LoginAsync("vios1", "other");
        (two, twoLun) = await rig.LoginAsync("vios2", "other");
        await ReadsAnewAsync((one, lun), (two, twoLun));
        await RunAsync(pbm, "lu remove -lu copy");
        await RunAsync(pbm, "snapshot remove -lu other -name monday");
        Assert.Equal(["n1"], (await rig.PoolAsync()).Pvs.Where(pv => pv.Status == PvStatus.GivenUp).Select(pv => pv.Definition.Name.Value));
        await GoodAsync(one.WriteAsync(lun, 0, TestInitiator.Pattern(6, Size)));
        await Eventually.ReachAsync("its record is gone", rig.PoolAsync, pool => pool.Pvs.All(pv => pv.Definition.Name.Value != "n1"));
        Assert.Equal(TestInitiator.Pattern(6, Size), await two.ReadAsync(twoLun, 0, Size));
        await CommandScenarios.AssertSoundAsync(pbm);
        await pbm.DisposeAsync();
    }

    /// <summary>An LU "other" on the server's volume n1, a tier of its own, mapped at both VIOSes.</summary>
    private static async Task PrepareAsync(DevRig rig, PbmClient pbm, string url)
    {
        await RunAsync(pbm, $"pool add -pv n1 -path {url} -tier OTHER");
        var lu = await MakeAsync(rig, "other");
        foreach (var vios in new[] { "vios1", "vios2" })
        {
            await rig.MapBesideAsync(vios, "lu2", lu);
            await rig.PathReachesAsync(
                vios, "has n1", path => path.Volumes.Any(volume => volume.Name == "n1" && volume.View.State == PathState.Up));
        }
    }

    private static async Task<LuUdid> MakeAsync(DevRig rig, string name)
    {
        var lu = LuUdid.From(Guid.NewGuid());
        await rig.AskAsync<LuFound>(new CreateLu(
            lu, rig.Pool, LuName.Parse(name), new ByteSize(Size), false, Tier.Parse("OTHER"), LuKind.Disk));
        return lu;
    }

    private static async Task LoseAsync(DevRig rig)
    {
        foreach (var vios in new[] { "vios1", "vios2" })
            await rig.VolumeIsLostAsync(vios);
        await Eventually.ReachAsync(
            "the pool knows", rig.PoolAsync, pool => pool.Views.Count == 2 && pool.Views.All(view => view.Lost.Count == 1));
    }

    /// <summary>The dead volume has more free space, and a unit that is new is written all the same.</summary>
    private static async Task TakenElsewhereAsync(DevRig rig, PbmClient pbm)
    {
        var lu = await MakeAsync(rig, "more");
        await rig.MapBesideAsync("vios1", "lu2", lu);
        var (client, lun) = await rig.LoginAsync("vios1", "more");
        await GoodAsync(client.WriteAsync(lun, 0, TestInitiator.Pattern(7, Size)));
        Assert.Equal(TestInitiator.Pattern(7, Size), await client.ReadAsync(lun, 0, Size));
        Assert.DoesNotContain("more", await RunAsync(pbm, "pool remove -pv n1 -dryrun"), StringComparison.Ordinal);
    }

    private static async Task IsLostAsync(DevRig rig, TestInitiator client, int lun, int chunks)
    {
        await Eventually.ReachAsync(
            "the unit knows", async () => await rig.AskAsync<LuLossesFound>(new GetLuLosses(await rig.LuAsync("other"))),
            losses => losses.OwnChunks == chunks);
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var at = chunk;
            var read = await Eventually.ReachAsync(
                "it is known to be lost", () => client.TryReadAsync(lun, (at * Chunk) + 1024, 4096), outcome => outcome.Sense == Lost);
            Assert.Equal((uint)(((at * Chunk) + 1024) / 512), read.Information);
        }
    }

    private static async Task ReadsAnewAsync(params (TestInitiator Client, int Lun)[] paths)
    {
        foreach (var (client, at) in paths)
        {
            Assert.Equal(TestInitiator.Pattern(4, 2 * Chunk), await client.ReadAsync(at, 0, 2 * Chunk));
            Assert.Equal(Lost, (await client.TryReadAsync(at, 2 * Chunk, 512)).Sense);
            Assert.Equal(TestInitiator.Pattern(5, Chunk), await client.ReadAsync(at, 3 * Chunk, Chunk));
            Assert.Equal(new byte[Chunk], await client.ReadAsync(at, 4 * Chunk, Chunk));
            var over = await client.TryReadAsync(at, 4 * Chunk, 3 * Chunk);
            Assert.Equal((Lost, (uint)(5 * Chunk / 512)), (over.Sense, over.Information));
        }
    }

    private static async Task<TaskOutcome> UnmapAsync(TestInitiator client, int lun, int chunk)
    {
        var list = new byte[24];
        (list[1], list[3]) = (22, 16);
        BinaryPrimitives.WriteInt64BigEndian(list.AsSpan(8), (long)chunk * Chunk / 512);
        BinaryPrimitives.WriteInt32BigEndian(list.AsSpan(16), Chunk / 512);
        return await client.DoAsync(lun, [0x42, 0, 0, 0, 0, 0, 0, 0, 24, 0], list);
    }

    private static async Task GoodAsync(Task<TaskOutcome> running)
    {
        var ended = await running;
        Assert.True(ended.Status == ScsiStatus.Good, $"{ended.Status} {ended.Sense}");
    }
}
