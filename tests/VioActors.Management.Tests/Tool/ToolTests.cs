using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Tool;
using VioActors.Domain.Values;
using VioActors.Management.Tests.Fixtures;

namespace VioActors.Management.Tests.Tool;

public sealed class ToolTests
{
    [Fact]
    [Trait("Req", "MGT-1")]
    [Trait("Req", "MGT-2")]
    public async Task The_uuid_table_the_report_and_the_active_nodes_are_kept_over_a_restart()
    {
        await using var rig = await ApiRig.StartAsync();
        using (var api = rig.Client())
        {
            await api.CreateAsync<AdapterObject>(new AdapterCreation("vios1", "virtualScsi", ApiRig.Client5.ToString(), 2, Slot: 7));
            await UntilAsync(api, tool => tool.Uuids.Any(row => row.Devices.Count == 1));
        }

        // Who restores a VIOS asks for the table without what belongs to each.
        var table = await rig.ManagementAsync<ToolFound>(new GetUuidTable());
        Assert.Equal(["vios1", "vios2"], table.Rows.Select(row => row.Name));
        Assert.All(table.Rows, row => Assert.Empty(row.Devices));

        await rig.RestartAsync();

        using var again = rig.Client();
        var tool = await again.ShowAsync<ToolObject>(VioObjectKind.Tool, "management-tool");
        Assert.Equal("degraded", tool.ClusterState);
        Assert.Equal([ApiRig.Vios1.ToString()], tool.ActiveNodes.Select(node => node.Vios));
        Assert.Equal(["vios1", "vios2"], tool.Uuids.Select(row => row.Name));
        Assert.All(tool.Uuids, row => Assert.Equal((ApiRig.Cec.ToString(), true), (row.Cec, row.Member)));
        Assert.Equal(
            new Api.Objects.DeviceIdentity($"{ApiRig.Drc(1)}-C7", "vhost0"), Assert.Single(tool.Uuids[0].Devices));
    }

    [Fact]
    [Trait("Req", "REG-14")]
    public async Task The_active_nodes_list_follows_the_cluster_and_a_removed_vios_keeps_its_row()
    {
        await using var rig = await ApiRig.StartAsync();
        using var api = rig.Client();
        await rig.RegisterAsync(ApiRig.Vios2, "vios2", 1);
        var whole = await UntilAsync(api, tool => tool.ClusterState == "ok");
        Assert.Equal(2, whole.ActiveNodes.Count);

        await rig.AskAsync<object>(new ReportViosFailed(ApiRig.Vios2, 1, "lost"));
        await UntilAsync(api, tool => tool.ClusterState == "degraded" && tool.ActiveNodes.Count == 1);
        var vios2 = await api.ShowAsync<ViosObject>(VioObjectKind.Vios, "vios2");
        await api.RemoveAsync(VioObjectKind.Vios, "vios2", vios2.Version);

        var left = await UntilAsync(api, tool => tool.Uuids.Any(row => !row.Member));
        Assert.Equal("ok", left.ClusterState);
        Assert.Equal(("vios2", ApiRig.Vios2.ToString()), (left.Uuids[1].Name, left.Uuids[1].Vios));
    }

    [Fact]
    public void A_report_that_is_known_or_older_changes_nothing()
    {
        var row = new UuidRow(ApiRig.Vios1, "vios1", ApiRig.Drc(1), true, []);
        var report = new ReportCluster(new ObjectVersion(5), [row], [ApiRig.Vios1]);
        var state = Apply(ToolState.Empty, report, out var first);

        Assert.IsType<Ok>(first);
        Assert.Same(state, Apply(state, report, out var again));
        Assert.IsType<NoOp>(again);
        Assert.Same(state, Apply(state, report with { Version = new ObjectVersion(4), Members = [] }, out var older));
        Assert.IsType<NoOp>(older);
        Assert.Equal(state.ToSnapshot(), ToolState.From(state.ToSnapshot()).ToSnapshot());
    }

    private static ToolState Apply(ToolState state, ReportCluster report, out IReply? reply)
    {
        var decision = ToolDecisions.Decide(state, report, DateTimeOffset.UnixEpoch);
        reply = decision.Reply;
        return decision.Events.Aggregate(state, (now, @event) => now.Apply(@event));
    }

    private static async Task<ToolObject> UntilAsync(VioApiClient api, Func<ToolObject, bool> holds)
    {
        using var limit = new CancellationTokenSource(ApiRig.Limit);
        ToolObject tool;
        do
        {
            tool = await api.ShowAsync<ToolObject>(VioObjectKind.Tool, "management-tool", limit.Token);
        }
        while (!holds(tool));
        return tool;
    }
}
