using Akka.Actor;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.Dsa;
using VioActors.Domain.Cluster;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using VioActors.Storage.Paths;

namespace VioActors.Scenarios.Tests.Redundancy;

/// <summary>A VIOS without its fabric, whose I/O goes through a peer. The client has one path only, through that VIOS.</summary>
public sealed class PropagationScenarios
{
    private const int BlockSize = 4096;

    [Fact]
    [Trait("Req", "RED-1")]
    [Trait("Req", "RED-2")]
    [Trait("Req", "RED-8")]
    public async Task Given_AClientThatWrites_When_TheFabricIsCutAndReturns_Then_ItSeesNoErrorAndEveryByteIsRight()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await PeersMeetAsync(rig);
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        await WriteRangeAsync(client, lun, 0, 16);

        await FaultAsync(rig, "vios1", new InjectedFault.Cut());
        await WriteRangeAsync(client, lun, 8, 48);
        Assert.Equal(ScsiStatus.Good, (await client.DoAsync(lun, [0x35, .. new byte[9]])).Status);
        await VerifyRangeAsync(client, lun, 0, 48);
        var served = (await CkeAsync(rig, "vios2")).ServedForPeers;
        Assert.True(served >= 40, $"vios2 ran {served} requests for vios1");
        await Eventually.ReachAsync("the DB knows", () => StorageLayerAsync(rig), status => status == LayerStatus.Degraded);

        await FaultAsync(rig, "vios1", null);
        await Eventually.ReachAsync(
            "the path is back", () => rig.System.ReportOfAsync("vios1"), report => report.Path!.State == PathState.Up);
        await Eventually.ReachAsync("the DB knows", () => StorageLayerAsync(rig), status => status == LayerStatus.Up);
        var before = (await CkeAsync(rig, "vios2")).ServedForPeers;
        await WriteRangeAsync(client, lun, 40, 64);
        Assert.Equal(before, (await CkeAsync(rig, "vios2")).ServedForPeers);
        await VerifyRangeAsync(client, lun, 0, 64);

        var (other, otherLun) = await rig.LoginAsync("vios2", "lu1");
        await VerifyRangeAsync(other, otherLun, 0, 64);
    }

    [Fact]
    [Trait("Req", "RED-3")]
    [Trait("Req", "RED-7")]
    public async Task Given_PropagatedWrites_When_OneInterconnectIsCutAfterTheOther_Then_NothingIsLostOrDoneTwice_AndBothCutHoldsTheIo()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off", "vio-actors.io-redundancy.hold-limit = 10m");
        await PeersMeetAsync(rig);
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        await FaultAsync(rig, "vios1", new InjectedFault.Cut());
        var writing = WriteRangeAsync(client, lun, 0, 256);
        for (var round = 0; round < 6; round++)
        {
            await CutAsync(rig, "vios1", round % 2, true);
            await CutAsync(rig, "vios1", round % 2, false);
        }

        await writing;
        await CutAsync(rig, "vios1", 0, true);
        await CutAsync(rig, "vios2", 1, true);
        var held = WriteRangeAsync(client, lun, 256, 260);
        await Eventually.ReachAsync(
            "no peer is left", () => CkeAsync(rig, "vios1"), report => report.Peers.All(peer =>
                peer.Figures.Interconnects.All(link => !link.Connected)));
        Assert.False(held.IsCompleted);

        await CutAsync(rig, "vios2", 1, false);
        await held;
        await VerifyRangeAsync(client, lun, 0, 260);
        var (other, otherLun) = await rig.LoginAsync("vios2", "lu1");
        await VerifyRangeAsync(other, otherLun, 0, 260);
    }

    [Fact]
    [Trait("Req", "RED-6")]
    public async Task Given_ThreeVioses_When_TheFirstPeerHasNoFabricEither_Then_TheNextIsAsked_AndHeldIoEndsWhenThePathReturns()
    {
        await using var rig = await DevRig.StartAsync(
            "vio-actors.lpar.enabled = off", "vio-actors.vios = [vios1, vios2, vios3]", "vio-actors.io-redundancy.hold-limit = 10m");
        await PeersMeetAsync(rig);
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        await FaultAsync(rig, "vios1", new InjectedFault.Cut());
        await FaultAsync(rig, "vios2", new InjectedFault.Cut());
        await WriteRangeAsync(client, lun, 0, 32);
        Assert.True((await CkeAsync(rig, "vios3")).ServedForPeers >= 32);

        // All fabrics are lost: the request is held, not failed, and goes on with the first that returns.
        await FaultAsync(rig, "vios3", new InjectedFault.Cut());
        var held = WriteRangeAsync(client, lun, 32, 40);
        await Eventually.ReachAsync(
            "all are lost", () => CkeAsync(rig, "vios1"), report => report.Peers.All(peer => !peer.Figures.FabricUp));
        Assert.False(held.IsCompleted);
        await FaultAsync(rig, "vios1", null);
        await held;
        await VerifyRangeAsync(client, lun, 0, 40);
    }

    [Fact]
    [Trait("Req", "RED-2")]
    [Trait("Req", "RED-4")]
    public async Task Given_APeerThatStopsWhileItPropagates_Then_TheIoGoesToTheNext()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off", "vio-actors.vios = [vios1, vios2, vios3]");
        await PeersMeetAsync(rig);
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        await FaultAsync(rig, "vios1", new InjectedFault.Cut());
        var writing = WriteRangeAsync(client, lun, 0, 256);
        await rig.System.StopViosAsync("vios2", "the test stops it");
        await writing;
        await WriteRangeAsync(client, lun, 250, 300);
        await VerifyRangeAsync(client, lun, 0, 300);
        await Eventually.ReachAsync(
            "vios1 knows that it is gone", () => CkeAsync(rig, "vios1"), report => report.Peers.All(peer => peer.Name != "vios2"));
    }

    [Fact]
    [Trait("Req", "RED-2")]
    public async Task Given_NoPathAndNoPeer_When_TheLimitIsOver_Then_TheClientIsToldThatThePathIsLost()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off", "vio-actors.io-redundancy.hold-limit = 10ms");
        await PeersMeetAsync(rig);
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        await WriteRangeAsync(client, lun, 0, 1);
        await FaultAsync(rig, "vios1", new InjectedFault.Cut());
        await FaultAsync(rig, "vios2", new InjectedFault.Cut());
        await Eventually.ReachAsync(
            "the peer is known to be without a fabric", () => CkeAsync(rig, "vios1"),
            report => report.Peers.All(peer => !peer.Figures.FabricUp));
        var outcome = await client.TryReadAsync(lun, 0, BlockSize);
        Assert.Equal((ScsiStatus.CheckCondition, (byte)2), (outcome.Status, outcome.Sense.Key));
        await Eventually.ReachAsync("the DB knows", () => StorageLayerAsync(rig), status => status == LayerStatus.Down);
    }

    private static async Task PeersMeetAsync(DevRig rig)
    {
        var count = rig.System.Settings.ViosNames.Count;
        foreach (var name in rig.System.Settings.ViosNames)
        {
            await Eventually.ReachAsync(
                $"{name} knows its peers", () => CkeAsync(rig, name), report => report.Peers.Count == count - 1
                    && report.Peers.All(peer => peer.Figures.FabricUp && peer.Figures.Interconnects.All(link => link.Connected)));
        }
    }

    private static Task<CkeReport> CkeAsync(DevRig rig, string vios) =>
        rig.System.Vioses[vios].Ask<CkeReport>(GetCkeReport.Instance, TestLimits.Answer);

    private static Task<CkeReport> CutAsync(DevRig rig, string vios, int index, bool cut) =>
        rig.System.Vioses[vios].Ask<CkeReport>(new CutInterconnect(index, cut), TestLimits.Answer);

    private static Task<PathReport> FaultAsync(DevRig rig, string vios, InjectedFault? fault) =>
        rig.System.Vioses[vios].Ask<PathReport>(new InjectPathFault(fault), TestLimits.Answer);

    private static async Task<LayerStatus> StorageLayerAsync(DevRig rig)
    {
        var vios = (await rig.System.ReportOfAsync("vios1")).Vios;
        var cluster = (await rig.AskAsync<ClusterFound>(new GetCluster())).Cluster;
        return cluster.Nodes.Single(node => node.Vios == vios).Registration!.Stack
            .Single(layer => layer.Layer == StackLayer.StorageVirtualization).Status;
    }

    private static async Task WriteRangeAsync(TestInitiator client, int lun, int first, int end)
    {
        for (var block = first; block < end; block++)
        {
            var outcome = await client.WriteAsync(lun, (long)block * BlockSize, TestInitiator.Pattern(block, BlockSize));
            Assert.Equal((ScsiStatus.Good, default), (outcome.Status, outcome.Sense));
        }
    }

    private static async Task VerifyRangeAsync(TestInitiator client, int lun, int first, int end)
    {
        for (var block = first; block < end; block++)
            Assert.Equal(TestInitiator.Pattern(block, BlockSize), await client.ReadAsync(lun, (long)block * BlockSize, BlockSize));
    }
}
