using VioActors.Domain.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Restore;
using VioActors.Domain.Tool;
using VioActors.Domain.Values;
using VioActors.Persistence.Wire;

namespace VioActors.Persistence.Tests.Wire;

/// <summary>What one process tells another about all of a large cluster fits into one frame of the network.</summary>
public sealed class FrameSizeTests
{
    private const int FrameBytesMax = 4 << 20;
    private const int ViosCount = 2000;

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 5, 0, 0, TimeSpan.Zero);
    private static readonly BackupFileName File = BackupFileName.Parse("nightly.dev.0001.zip");

    private static readonly List<ClusterNode> Nodes = [.. Enumerable.Range(1, ViosCount).Select(NodeOf)];

    public static TheoryData<string> Answers => ["cluster", "registration", "view", "restore", "table"];

    [Theory]
    [Trait("Req", "REG-10")]
    [Trait("Req", "CBR-2")]
    [MemberData(nameof(Answers))]
    public void An_answer_about_every_VIOS_fits(string which)
    {
        object answer = which switch
        {
            "cluster" => new ClusterFound(Cluster()),
            "registration" => new ViosRegistered(Cluster()),
            "view" => new ClusterBackupViewed(File, Now, 1, Nodes.Select(PartOf).ToValueList(), []),
            "restore" => new ClusterRestored(File, NodeRestore.Bounded([.. Nodes.Select(RestoreOf)]), []),
            _ => ToolDecisions.Decide(Tool(), new GetUuidTable(), Now).Reply!,
        };

        Assert.InRange(DomainCodec.Encode(answer).Length, 1, FrameBytesMax);
    }

    [Fact]
    [Trait("Req", "CBR-2")]
    public void A_restore_of_all_names_the_first_findings_and_counts_every_one()
    {
        var bounded = NodeRestore.Bounded([.. Nodes.Select(RestoreOf)]);

        Assert.Equal(ViosCount, bounded.Count);
        Assert.Equal(NodeRestore.FindingsOfAllMax, bounded.Sum(node => node.NotDeployed.Count));
        Assert.All(bounded, node => Assert.Equal(100, node.NotDeployedCount));
        Assert.Equal(NodeRestore.FindingCountMax, bounded[0].NotDeployed.Count);
    }

    private static ClusterNode NodeOf(int number)
    {
        var definition = new NodeDefinition(
            new VioUuid(new Guid(number, 7, 7, new byte[8])), $"vios{number:D4}",
            new DrcName(CecId.Parse($"9009.42A.{number / 2:D7}"), new PartitionId(1 + (number % 2)), null));
        LayerState[] stack =
        [
            new(StackLayer.OsKernel, LayerStatus.Up, "local store open"),
            new(StackLayer.StorageVirtualization, LayerStatus.Degraded, "the fabric is lost; I/O goes through a peer that can be reached"),
            new(StackLayer.Clustering, LayerStatus.Up, "cluster dev, version 100000"),
        ];
        return new ClusterNode(
            definition, NodeStatus.Active,
            new ViosRegistration(
                definition.Vios, definition.Name, definition.Drc, 7, $"akka.tcp://vio@host{number}.example.org:5054",
                stack.ToValueList(), [new ComponentVersion("vio-actors", "1.0.0")], [$"192.0.2.{number % 250}:3260"],
                [$"198.51.100.{number % 250}:7001", $"203.0.113.{number % 250}:7001"]),
            "registered", Now, new ObjectVersion(9), AssignedPort: new ScsiPortId(number));
    }

    private static ClusterData Cluster() => new(
        ClusterName.Parse("dev"), new ObjectVersion(100_000), Nodes.ToValueList(), [], Nodes.Select(node => node.Vios).ToValueList(),
        PrimaryOffice.Vacant);

    private static ClusterPart PartOf(ClusterNode node) => new(
        new BackupHeader(node.Vios, node.Definition.Name, node.Definition.Drc, ClusterName.Parse("dev"), 1, Now, 1), 201);

    private static NodeRestore RestoreOf(ClusterNode node) => NodeRestore.Of(
        node.Vios, node.Definition.Name,
        new RestoreReport(
            File.ToString(), RestoreEnd.RestoredInPart, new string('r', 5000), [],
            Enumerable.Range(0, 100).Select(number => new RestoreFinding(
                DeviceKind.Disk, DeviceName.Parse($"hdisk{number}"), FindingKind.Mismatch, new string('w', 1000))).ToValueList()));

    private static ToolState Tool() => ToolState.From(new ToolSnapshot(
        new ObjectVersion(1), Now,
        Nodes.Select(node => new UuidRow(
            node.Vios, node.Definition.Name, node.Definition.Drc, true,
            Enumerable.Range(2, 100).Select(slot => new DeviceIdentity(
                node.Definition.Drc.At(new SlotNumber(slot)), AdapterName.Of("vhost", slot))).ToValueList())).ToValueList(),
        Nodes.Select(node => node.Vios).ToValueList()));
}
