using Akka.Actor;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Actors.Vios.Dsa;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using VioActors.Storage.Paths;

namespace VioActors.Scenarios.Tests.Redundancy;

/// <summary>The three links of a VIOS: to its peers, to the storage, to the VIOS DB. Each fails alone (SYS-5).</summary>
public sealed class LinkScenarios
{
    private const int BlockSize = 4096;

    [Fact]
    [Trait("Req", "SYS-5")]
    public async Task Given_AnyOneLinkCut_Then_TheOthersWork_AndTheClientIsServed()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        var vios = rig.System.Vioses["vios1"];
        await WriteAsync(client, lun, 0);

        await vios.Ask<ClusterNetworkReport>(new CutClusterNetwork(true), TestLimits.Answer);
        await WriteAsync(client, lun, 0);
        Assert.Equal(PathState.Up, (await rig.System.ReportOfAsync("vios1")).Path!.State);
        Assert.Empty((await vios.Ask<CkeReport>(GetCkeReport.Instance, TestLimits.Answer)).Cut);
        await vios.Ask<ClusterNetworkReport>(new CutClusterNetwork(false), TestLimits.Answer);

        await vios.Ask<CkeReport>(new CutInterconnect(0, true), TestLimits.Answer);
        await vios.Ask<CkeReport>(new CutInterconnect(1, true), TestLimits.Answer);
        await WriteAsync(client, lun, 1);
        Assert.Equal(PathState.Up, (await rig.System.ReportOfAsync("vios1")).Path!.State);
        Assert.False((await vios.Ask<ClusterNetworkReport>(GetClusterNetworkReport.Instance, TestLimits.Answer)).IsCut);
        await vios.Ask<CkeReport>(new CutInterconnect(0, false), TestLimits.Answer);
        await vios.Ask<CkeReport>(new CutInterconnect(1, false), TestLimits.Answer);

        await vios.Ask<PathReport>(new InjectPathFault(new InjectedFault.Cut()), TestLimits.Answer);
        await WriteAsync(client, lun, 1);
        Assert.False((await vios.Ask<ClusterNetworkReport>(GetClusterNetworkReport.Instance, TestLimits.Answer)).IsCut);
    }

    [Fact]
    [Trait("Req", "SYS-5")]
    [Trait("Req", "REG-12")]
    public async Task Given_AViosCutOffFromTheDbAndItsPeers_When_DevicesChangeMeanwhile_Then_ItServesWhatItHas_AndCatchesUpAfterwards()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        await WriteAsync(client, lun, 0);

        await rig.CutOffAsync("vios1", true);
        var added = await rig.CreateLuAsync("added", 1 << 20);
        var uuid = (await rig.System.ReportOfAsync("vios1")).Vios;
        var adapter = (await rig.DeviceInDbAsync(uuid, "lu1")).Adapter;
        await rig.AskAsync<Domain.Vios.MappingAnswer>(new Domain.Vios.MapLu(uuid, adapter, rig.Pool, added, null, null, false, false));
        await rig.AskAsync<LuFound>(new GrowLu(await rig.LuAsync("lu1"), new ByteSize(8 << 20), null));
        await WriteAsync(client, lun, 0);
        Assert.DoesNotContain((await rig.System.ReportOfAsync("vios1")).Devices!.Devices, device => device.Lu == added);
        Assert.Equal(4 << 20, await client.CapacityAsync(lun));

        await rig.CutOffAsync("vios1", false);
        await rig.DeviceAsync("vios1", "added");
        await Eventually.ReachAsync("it sees the new size", () => client.CapacityAsync(lun), bytes => bytes == 8 << 20);
        await WriteAsync(client, lun, (7 << 20) / BlockSize);
    }

    [Fact]
    [Trait("Req", "SYS-5")]
    public async Task Given_AViosCutOffFromTheDbAndItsPeers_When_AFirstWriteNeedsAChunk_Then_ItWaits_AndIsDoneWhenTheDbIsBack()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        var vios = rig.System.Vioses["vios1"];
        await WriteAsync(client, lun, 0);
        await rig.CutOffAsync("vios1", true);
        var before = (await vios.Ask<ClusterNetworkReport>(GetClusterNetworkReport.Instance, TestLimits.Answer)).Dropped;
        var block = 3 * DevRig.ChunkSizeBytes / BlockSize;
        var writing = client.WriteAsync(lun, (long)block * BlockSize, TestInitiator.Pattern(block, BlockSize));
        await Eventually.ReachAsync(
            "it asks for a chunk", () => vios.Ask<ClusterNetworkReport>(GetClusterNetworkReport.Instance, TestLimits.Answer),
            report => report.Dropped > before);

        // Before the peers, which take their time: the write waits for a limit only.
        await rig.CutDbAsync("vios1", false);
        Assert.Equal(ScsiStatus.Good, (await writing).Status);
        Assert.Equal(TestInitiator.Pattern(block, BlockSize), await client.ReadAsync(lun, (long)block * BlockSize, BlockSize));
    }

    private static async Task WriteAsync(TestInitiator client, int lun, int block)
    {
        var bytes = TestInitiator.Pattern(block, BlockSize);
        Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(lun, (long)block * BlockSize, bytes)).Status);
        Assert.Equal(bytes, await client.ReadAsync(lun, (long)block * BlockSize, BlockSize));
    }
}
