using VioActors.Domain.Cluster;
using VioActors.Domain.LogicalUnits;
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

/// <summary>One volume is lost or hangs under load: the units on it go through a peer or say so; the others notice nothing.</summary>
[Trait("Req", "RED-2")]
[Trait("Req", "STO-10")]
public sealed class LostVolumeScenarios
{
    private const string NoGuest = "vio-actors.lpar.enabled = off";
    private const int Size = 8 * DevRig.ChunkSizeBytes;
    private const int SoundSectors = (4 << 20) / SectorBook.SectorBytes;
    private const byte Optimized = 0;
    private const byte NonOptimized = 1;

    [Fact]
    [Trait("Req", "IO-4")]
    public async Task Given_LoadOnTwoUnits_When_OneViosLosesTheVolumeOfOne_Then_ThatGoesThroughAPeer_AndTheOtherNoticesNothing()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        await rig.PeersMeetAsync();
        await using var pbm = await ConnectAsync(rig);
        using var server = new DiskServer(new VolatileDisk(4 << 20));
        await MakeOtherAsync(rig, pbm, server);
        var (one, oneLun) = await rig.LoginAsync("vios1", "other");
        var (two, twoLun) = await rig.LoginAsync("vios2", "other", 2);
        await WriteAsync(one, oneLun, 1);
        var load = await SectorLoad.StartAsync(rig, "lu1", SoundSectors, "vios1", "vios2");
        var (sound, soundLun) = await rig.LoginAsync("vios1", "lu1", 9);
        await sound.DoAsync(soundLun, TestInitiator.TestUnitReady);
        await load.GoesOnAsync(100);
        var before = await ServedAsync(rig);

        await rig.FaultAsync("vios1", "n1", new InjectedFault.Cut());
        Assert.Equal(PathCause.Injected, (await rig.VolumeIsLostAsync("vios1")).Cause);
        await load.GoesOnAsync(200);
        Assert.Equal(before, await ServedAsync(rig));

        // Through the peer: what was there, what is written, and that it is stable.
        Assert.Equal(TestInitiator.Pattern(1, Size), await one.ReadAsync(oneLun, 0, Size));
        await WriteAsync(one, oneLun, 2);
        Assert.Equal(ScsiStatus.Good, (await one.DoAsync(oneLun, [0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0])).Status);
        Assert.Equal(TestInitiator.Pattern(2, Size), await two.ReadAsync(twoLun, 0, Size));
        Assert.True(await ServedAsync(rig) > before);
        await ReportsAsync(one, oneLun, NonOptimized);
        await ReportsAsync(two, twoLun, NonOptimized);
        var told = await Eventually.ReachAsync("the DB knows", () => StorageLayerAsync(rig), layer => layer.LostVolumes.Count > 0);
        Assert.Equal((LayerStatus.Degraded, 1), (told.Status, told.LostVolumes.Count));
        Assert.Contains("n1 (An administrator cut it off.)", told.Detail, StringComparison.Ordinal);
        Assert.Equal((Optimized, Optimized), await sound.AccessStatesAsync(soundLun));
        Assert.Equal(ScsiStatus.Good, (await sound.Send(soundLun, TestInitiator.TestUnitReady).Ended).Status);
        Assert.Contains("DOWN", await RunAsync(pbm, "fabric volumes -fmt | -field volume,state"), StringComparison.Ordinal);

        await RunAsync(pbm, "fabric restore -n vios1 -pv n1");
        await rig.PathReturnsAsync("vios1");
        before = await ServedAsync(rig);
        Assert.Equal(TestInitiator.Pattern(2, Size), await one.ReadAsync(oneLun, 0, Size));
        await WriteAsync(one, oneLun, 3);
        await load.GoesOnAsync(100);
        Assert.Equal(before, await ServedAsync(rig));
        await ReportsAsync(two, twoLun, Optimized);
        Assert.Equal(TestInitiator.Pattern(3, Size), await two.ReadAsync(twoLun, 0, Size));
        await load.EndAsync();
        await CommandScenarios.AssertSoundAsync(pbm);
    }

    [Fact]
    [Trait("Req", "RED-9")]
    public async Task Given_LoadThroughTwoVioses_When_AVolumeHangsForAll_Then_OnlyItsUnitsSaySo_AndItComesBackByItself()
    {
        await using var rig = await DevRig.StartAsync(
            NoGuest, "vio-actors.storage-path.answer-limit = 3s", "vio-actors.io-redundancy.hold-limit = 3s");
        await rig.PeersMeetAsync();
        await using var pbm = await ConnectAsync(rig);
        using var server = new DiskServer(new VolatileDisk(4 << 20));
        await MakeOtherAsync(rig, pbm, server);
        var (one, oneLun) = await rig.LoginAsync("vios1", "other");
        await WriteAsync(one, oneLun, 1);
        var load = await SectorLoad.StartAsync(rig, "lu1", SoundSectors, "vios1", "vios2");
        await load.GoesOnAsync(50);
        var before = await ServedAsync(rig);

        server.Decide = _ => DiskAnswer.Held;
        foreach (var vios in new[] { "vios1", "vios2" })
            Assert.Equal(PathCause.Decided, (await rig.VolumeIsLostAsync(vios)).Cause);
        await load.GoesOnAsync(200);
        Assert.Equal(before, await ServedAsync(rig));
        Assert.Equal(PathState.Up, (await rig.System.ReportOfAsync("vios1")).Path!.State);

        // ASYMMETRIC ACCESS: PORT UNAVAILABLE (SPC-4 table 33), since no VIOS reaches the bytes.
        Assert.Equal(new TestSense(2, 4, 0x0C), (await one.TryReadAsync(oneLun, 0, Size)).Sense);
        await load.GoesOnAsync(50);

        server.Decide = null;
        server.Release();
        await rig.PathReturnsAsync("vios1");
        await rig.PathReturnsAsync("vios2");
        Assert.Equal(TestInitiator.Pattern(1, Size), await one.ReadAsync(oneLun, 0, Size));
        await WriteAsync(one, oneLun, 2);
        Assert.Equal(TestInitiator.Pattern(2, Size), await one.ReadAsync(oneLun, 0, Size));
        await load.EndAsync();
        await CommandScenarios.AssertSoundAsync(pbm);
    }

    [Fact]
    public async Task Given_AVolumeThatIsNotThereAtTheStart_Then_TheOthersUnitsAreServed_AndItComesWhenItIsBack()
    {
        await using var rig = await DevRig.StartAsync(NoGuest, "vio-actors.io-redundancy.hold-limit = 500ms");
        var (path, away) = (Path.Combine(rig.Folder, "f1.img"), Path.Combine(rig.Folder, "away.img"));
        await using (var pbm = await ConnectAsync(rig))
            await MakeOtherAsync(rig, pbm, $"pool add -pv n1 -path {path} -size 4M");
        var (sound, soundLun) = await rig.LoginAsync("vios1", "lu1");
        var (one, oneLun) = await rig.LoginAsync("vios1", "other");
        await WriteAsync(sound, soundLun, 1);
        await WriteAsync(one, oneLun, 2);
        await rig.System.DisposeAsync();
        File.Move(path, away);

        await rig.RestartOnlyAsync();
        foreach (var vios in new[] { "vios1", "vios2" })
        {
            (sound, soundLun) = await rig.LoginAsync(vios, "lu1");
            Assert.Equal(TestInitiator.Pattern(1, Size), await sound.ReadAsync(soundLun, 0, Size));
            await WriteAsync(sound, soundLun, 1);
            Assert.Equal(ScsiStatus.Good, (await sound.DoAsync(soundLun, [0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0])).Status);
            var lost = await rig.PathReachesAsync(vios, "lacks n1", path => path.Volumes.Any(volume => volume.Name == "n1"));
            Assert.Equal(PathState.Down, lost.Volumes.Single(volume => volume.Name == "n1").View.State);
        }

        var layer = await Eventually.ReachAsync("the DB knows", () => StorageLayerAsync(rig), layer => layer.LostVolumes.Count > 0);
        Assert.Contains("f1.img", layer.Detail, StringComparison.Ordinal);
        (one, oneLun) = await rig.LoginAsync("vios1", "other");
        Assert.Equal(new TestSense(2, 4, 0x0C), (await one.TryReadAsync(oneLun, 0, Size)).Sense);

        File.Move(away, path);
        await rig.PathReturnsAsync("vios1");
        await rig.PathReturnsAsync("vios2");
        Assert.Equal(TestInitiator.Pattern(2, Size), await one.ReadAsync(oneLun, 0, Size));
        await Eventually.ReachAsync("the DB knows", () => StorageLayerAsync(rig), layer => layer.LostVolumes.Count == 0);
        await using var again = await ConnectAsync(rig);
        await CommandScenarios.AssertSoundAsync(again);
    }

    /// <summary>An LU "other" on the server's volume n1, a tier of its own, mapped at both VIOSes.</summary>
    private static Task MakeOtherAsync(DevRig rig, PbmClient pbm, DiskServer server) =>
        MakeOtherAsync(rig, pbm, $"pool add -pv n1 -path {server.Url}");

    private static async Task MakeOtherAsync(DevRig rig, PbmClient pbm, string addVolume)
    {
        await RunAsync(pbm, $"{addVolume} -tier OTHER");
        var lu = LuUdid.From(Guid.NewGuid());
        await rig.AskAsync<LuFound>(new CreateLu(
            lu, rig.Pool, LuName.Parse("other"), new ByteSize(Size), false, Tier.Parse("OTHER"), LuKind.Disk));
        await rig.MapBesideAsync("vios1", "lu2", lu);
        await rig.MapBesideAsync("vios2", "lu2", lu);
        foreach (var vios in new[] { "vios1", "vios2" })
        {
            await rig.PathReachesAsync(
                vios, "has n1", path => path.Volumes.Any(volume => volume.Name == "n1" && volume.View.State == PathState.Up));
        }
    }

    private static async Task WriteAsync(TestInitiator client, int lun, int seed) =>
        Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(lun, 0, TestInitiator.Pattern(seed, Size))).Status);

    /// <summary>I/Os that VIOSes ran for each other.</summary>
    private static async Task<long> ServedAsync(DevRig rig) =>
        (await rig.CkeAsync("vios1")).ServedForPeers + (await rig.CkeAsync("vios2")).ServedForPeers;

    private static Task ReportsAsync(TestInitiator client, int lun, byte first) => Eventually.ReachAsync(
        $"the groups are in states {first} and 0", () => client.AccessStatesAsync(lun), states => states == (first, Optimized));

    private static async Task<LayerState> StorageLayerAsync(DevRig rig)
    {
        var vios = (await rig.System.ReportOfAsync("vios1")).Vios;
        var cluster = (await rig.AskAsync<ClusterFound>(new GetCluster())).Cluster;
        return cluster.Nodes.Single(node => node.Vios == vios).Registration!.Stack
            .Single(layer => layer.Layer == StackLayer.StorageVirtualization);
    }
}
