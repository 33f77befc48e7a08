using System.Buffers.Binary;
using Akka.Actor;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Actors.Vios.Dsa;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using VioActors.Storage.Paths;

namespace VioActors.Scenarios.Tests.Redundancy;

/// <summary>What scenarios of lost fabrics, peers and databases do to a rig, and look at.</summary>
internal static class RedundancyRig
{
    public const int BlockSize = 4096;
    private const byte NotShown = byte.MaxValue;

    /// <summary>Every VIOS reaches every other over every interconnect.</summary>
    public static async Task PeersMeetAsync(this DevRig rig)
    {
        var count = rig.System.Settings.ViosNames.Count;
        foreach (var name in rig.System.Settings.ViosNames)
        {
            await Eventually.ReachAsync(
                $"{name} knows its peers", () => rig.CkeAsync(name), report => report.Peers.Count == count - 1
                    && report.Peers.All(peer => peer.Figures.FabricUp && peer.Figures.Interconnects.All(link => link.Connected)));
        }
    }

    public static Task<CkeReport> CkeAsync(this DevRig rig, string vios) =>
        rig.System.Vioses[vios].Ask<CkeReport>(GetCkeReport.Instance, TestLimits.Answer);

    public static Task<PathReport> FaultAsync(this DevRig rig, string vios, InjectedFault? fault) =>
        rig.System.Vioses[vios].Ask<PathReport>(new InjectPathFault(fault), TestLimits.Answer);

    /// <summary>Disturbs one volume at one VIOS; null: not any more.</summary>
    public static async Task<PathReport> FaultAsync(this DevRig rig, string vios, string volume, InjectedFault? fault)
    {
        var index = (await rig.PoolAsync()).Pvs.Single(pv => pv.Definition.Name.Value == volume).Index;
        return await rig.System.Vioses[vios].Ask<PathReport>(new InjectPathFault(fault, index), TestLimits.Answer);
    }

    public static Task<CkeReport> CutInterconnectAsync(this DevRig rig, string vios, int index, bool cut) =>
        rig.System.Vioses[vios].Ask<CkeReport>(new CutInterconnect(index, cut), TestLimits.Answer);

    public static Task<ClusterNetworkReport> CutDbAsync(this DevRig rig, string vios, bool cut) =>
        rig.System.Vioses[vios].Ask<ClusterNetworkReport>(new CutClusterNetwork(cut), TestLimits.Answer);

    public static Task<ClusterNetworkReport> DbReportAsync(this DevRig rig, string vios) =>
        rig.System.Vioses[vios].Ask<ClusterNetworkReport>(GetClusterNetworkReport.Instance, TestLimits.Answer);

    /// <summary>Neither the VIOS DB nor another VIOS is reached, or all are again.</summary>
    public static async Task CutOffAsync(this DevRig rig, string vios, bool cut)
    {
        var links = (await rig.CkeAsync(vios)).Interconnects.Count;
        for (var index = 0; index < links; index++)
            await rig.CutInterconnectAsync(vios, index, cut);
        await Eventually.ReachAsync(
            cut ? $"{vios} has no peer" : $"{vios} has its peers", () => rig.CkeAsync(vios),
            report => report.Peers.All(peer => peer.Figures.Interconnects.All(link => link.Connected != cut)));
        await rig.CutDbAsync(vios, cut);
    }

    public static async Task<PathReport> PathReachesAsync(this DevRig rig, string vios, string what, Func<PathReport, bool> isReached) =>
        (await Eventually.ReachAsync(
            $"the path of {vios} {what}", () => rig.System.ReportOfAsync(vios), report => isReached(report.Path!))).Path!;

    public static Task<PathReport> PathReturnsAsync(this DevRig rig, string vios) =>
        rig.PathReachesAsync(vios, "is back with all its volumes", IsWhole);

    public static bool IsWhole(PathReport path) => path.Volumes.All(volume => volume.View.State == PathState.Up);

    /// <summary>Some volume is lost; its last change.</summary>
    public static async Task<PathTransition> VolumeIsLostAsync(this DevRig rig, string vios) =>
        (await rig.PathReachesAsync(vios, "has lost a volume", path => !IsWhole(path))).Volumes
            .Select(volume => volume.View).First(view => view.History.Any(change => change.To == PathState.Down)).History
            .Last(change => change.To == PathState.Down);

    /// <summary>Each block must be written without an error.</summary>
    public static async Task WriteRangeAsync(this TestInitiator client, int lun, int first, int end)
    {
        for (var block = first; block < end; block++)
        {
            var outcome = await client.WriteAsync(lun, (long)block * BlockSize, TestInitiator.Pattern(block, BlockSize));
            Assert.Equal((ScsiStatus.Good, default), (outcome.Status, outcome.Sense));
        }
    }

    public static async Task VerifyRangeAsync(this TestInitiator client, int lun, int first, int end)
    {
        for (var block = first; block < end; block++)
            Assert.Equal(TestInitiator.Pattern(block, BlockSize), await client.ReadAsync(lun, (long)block * BlockSize, BlockSize));
    }

    /// <summary>States of the groups 1 and 2 in REPORT TARGET PORT GROUPS (SPC-4 clause 6.37), 255: their number differs.</summary>
    public static async Task<(byte First, byte Second)> AccessStatesAsync(this TestInitiator client, int lun)
    {
        var cdb = new byte[12];
        (cdb[0], cdb[1]) = (0xA3, 0x0A);
        BinaryPrimitives.WriteInt32BigEndian(cdb.AsSpan(6), 512);
        var data = (await client.DoAsync(lun, cdb, null, 512)).DataIn;
        var states = new List<byte>();
        for (var at = 4; at + 8 <= data.Length && at < 4 + BinaryPrimitives.ReadInt32BigEndian(data); at += 8 + (4 * data[at + 7]))
            states.Add((byte)(data[at] & 0xF));
        return states.Count == 2 ? (states[0], states[1]) : (NotShown, NotShown);
    }
}
