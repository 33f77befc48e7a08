using Akka.Actor;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios;
using VioActors.Domain.Clients;
using VioActors.Domain.Cluster;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Node.Dev;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Scenarios.Tests.Machine;

public sealed class RestartScenarios
{
    [Fact]
    [Trait("Req", "SYS-3")]
    [Trait("Req", "SYS-4")]
    [Trait("Req", "ID-2")]
    [Trait("Req", "STO-6")]
    public async Task Given_ASystemWithData_When_ItIsStoppedAndStartedOnTheSameFolder_Then_IdsAndDataAreTheSame()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        var bytes = TestInitiator.Pattern(1, 200 * 1024);
        await client.WriteAsync(lun, 12_800, bytes);
        var before = await WhoAsync(rig);
        Assert.Equal(2, before.Vioses.Select(vios => vios.Uuid).Distinct().Count());
        Assert.Equal($"{rig.System.Cec}-V1", before.Vioses[0].Drc.ToString());
        Assert.Equal($"{rig.System.Cec}-V2", before.Vioses[1].Drc.ToString());

        await rig.RestartAsync();
        var (again, sameLun) = await rig.LoginAsync("vios1", "lu1");
        var after = await WhoAsync(rig);
        Assert.Equal(before.Vioses, after.Vioses);
        Assert.Equal(before.Devices, after.Devices);
        Assert.Equal(before.Client.ClientId, after.Client.ClientId);
        Assert.Equal(before.Client.Adapters.Select(row => row.AdapterId), after.Client.Adapters.Select(row => row.AdapterId));
        Assert.Equal(lun, sameLun);
        Assert.Equal(bytes, await again.ReadAsync(lun, 12_800, bytes.Length));
        var (other, otherLun) = await rig.LoginAsync("vios2", "lu1");
        Assert.Equal(bytes, await other.ReadAsync(otherLun, 12_800, bytes.Length));
    }

    [Fact]
    public async Task Given_ARunningSystem_When_ASecondOneIsStartedOnItsFolder_Then_ItIsRefusedAndTheFirstGoesOn()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        var refused = await Assert.ThrowsAsync<SettingsException>(rig.BootAsync);
        Assert.Contains($"The data folder {rig.Folder} is in use by another process", Assert.Single(refused.Faults),
            StringComparison.Ordinal);
        Assert.Equal(ViosPhase.Serving, (await rig.System.ReportOfAsync("vios1")).Phase);
    }

    [Fact]
    public async Task Given_ARunningVios_When_ItIsStartedAgain_Then_ThatIsRefusedAndItGoesOnServing()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        var before = await rig.System.ReportOfAsync("vios1");
        var refused = await Assert.ThrowsAsync<DevStartException>(() => rig.System.StartViosAsync("vios1", CancellationToken.None));
        Assert.Contains("vios1", refused.Message, StringComparison.Ordinal);
        var after = await rig.System.ReportOfAsync("vios1");
        Assert.Equal((ViosPhase.Serving, before.Incarnation), (after.Phase, after.Incarnation));
    }

    [Fact]
    [Trait("Req", "REG-12")]
    [Trait("Req", "REG-5")]
    public async Task Given_AStoppedVios_When_AMappingIsAddedMeanwhile_Then_ItHasItAfterItsRestart()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        var report = await rig.System.ReportOfAsync("vios2");
        var adapter = (await rig.DeviceAsync("vios2", "lu1")).Adapter;
        await rig.System.StopViosAsync("vios2", "the test stops it");
        Assert.Equal(NodeStatus.Stopped, await StatusAsync(rig, report.Vios));

        // The members that run are told, and keep it in their own store (REG-5, REG-8).
        var version = (await rig.AskAsync<ClusterFound>(new GetCluster())).Cluster.Version;
        await Eventually.ReachAsync("vios1 knows", () => rig.System.ReportOfAsync("vios1"), other =>
            other.ClusterVersion is { } known && known.CompareTo(version) >= 0);

        var lu = await rig.CreateLuAsync("late", 1 << 20);
        var device = (await rig.AskAsync<MappingAnswer>(new MapLu(report.Vios, adapter, rig.Pool, lu, null, null, false, false))).Device;
        var gone = await rig.DeviceInDbAsync(report.Vios, "lu2");
        await rig.AskAsync<object>(new UnmapLu(report.Vios, gone.Name, null));

        await rig.System.StartViosAsync("vios2", CancellationToken.None);
        var served = await rig.DeviceAsync("vios2", "late");
        Assert.Equal((device.Name, device.Lun, device.Lu), (served.Name, served.Lun, served.Lu));
        Assert.DoesNotContain((await rig.System.ReportOfAsync("vios2")).Devices!.Devices, row => row.LuName.Value == "lu2");
        Assert.Equal(NodeStatus.Active, await StatusAsync(rig, report.Vios));
        var (client, lun) = await rig.LoginAsync("vios2", "late");
        Assert.Equal(1 << 20, await client.CapacityAsync(lun));
        Assert.True((await rig.System.ReportOfAsync("vios2")).Incarnation > report.Incarnation);
    }

    private static async Task<NodeStatus> StatusAsync(DevRig rig, VioUuid vios) =>
        (await rig.AskAsync<ClusterFound>(new GetCluster())).Cluster.Nodes.Single(node => node.Vios == vios).Status;

    private static async Task<Identities> WhoAsync(DevRig rig)
    {
        var reports = new List<ViosReport>();
        foreach (var name in rig.System.Settings.ViosNames)
            reports.Add(await rig.System.ReportOfAsync(name));
        var known = await (await rig.PhypAsync()).Ask<PartitionsReply>(new GetPartitions(), TestLimits.Answer);
        var key = ClientKey.OfLpar(rig.System.Cec, known.Partitions.Single(partition => partition.Name == "client1").Id);
        return new Identities(
            [.. reports.Select(report => (report.Vios, report.Drc))],
            [.. reports.SelectMany(report => report.Devices!.Devices)],
            (await rig.AskAsync<ClientFound>(new GetClient(key))).Client);
    }

    private sealed record Identities(
        IReadOnlyList<(VioUuid Uuid, DrcName Drc)> Vioses, IReadOnlyList<VirtualTargetDevice> Devices, ClientRow Client);
}
