using System.Diagnostics;
using Akka.Cluster.Sharding.Tests.Fixtures;
using Akka.Cluster.Tools.Tests.Fixtures;

namespace Akka.Cluster.Sharding.Tests.Nodes;

/// <summary>Shards on nodes whose membership is decided by leases in a shared table.</summary>
[Trait("Req", "REG-2")]
public sealed class LeaseSpec : IAsyncLifetime
{
    private static readonly string[] Ids = ["1-a", "2-a", "3-a", "4-a"];
    private readonly ShardedCluster _cluster = new("akka.cluster.sharding.remember-entities = on", withLeases: true);

    private Lifetimes Lifetimes => _cluster.Journey.Lifetimes;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task They_move_when_a_node_leaves_and_when_a_node_crashes()
    {
        var nodes = await ThreeAsync();
        await _cluster.Nodes.KnownToAllAsync(nodes.Length);

        await nodes[1].Node.LeaveAsync();
        await RunOnAsync(nodes[0], nodes[2]);

        await nodes[0].Node.CrashAsync();
        await RunOnAsync(nodes[2]);

        Assert.Empty(Lifetimes.Overlaps);
    }

    [Fact]
    public async Task On_a_node_that_is_cut_off_they_stop_before_the_lease_in_the_table_has_ended()
    {
        var nodes = await ThreeAsync();
        await Eventually.HoldsAsync(() => nodes.All(node => Ids.Any(id => Lifetimes.Where(id) == node.Name)), "each node has a shard");
        await _cluster.Nodes.KnownToAllAsync(nodes.Length);
        var cut = nodes[0];
        var there = Ids.Where(id => Lifetimes.Where(id) == cut.Name).ToArray();

        await cut.Node.IsolateAsync(nodes[1..].Select(node => node.Node));
        await Eventually.HoldsAsync(() => Ids.All(id => Lifetimes.Where(id) != cut.Name), "the cut node runs no entity");
        var row = (await _cluster.Nodes.ReadTableAsync()).Table!.Rows.Single(one => one.Address.Equals(cut.Node.Cluster.SelfAddress));
        await RunOnAsync(nodes[1], nodes[2]);

        Assert.Empty(Lifetimes.Overlaps);

        // The table in memory counts milliseconds of the same clock.
        foreach (var id in there)
        {
            var stopped = Stopwatch.GetElapsedTime(0, Lifetimes.EndedAt(id, cut.Name)!.Value).TotalMilliseconds;
            Assert.True(stopped < row.LeaseEnd, $"[{id}] stopped at {stopped} ms, and the lease ended at {row.LeaseEnd} ms.");
        }
    }

    private async Task<ShardedNode[]> ThreeAsync()
    {
        var nodes = new[] { await _cluster.StartAsync(), await _cluster.StartAsync(), await _cluster.StartAsync() };
        foreach (var id in Ids)
            await nodes[2].CountAsync(id, 0);
        return nodes;
    }

    private Task RunOnAsync(params ShardedNode[] nodes) => Eventually.HoldsAsync(
        () => Ids.All(id => nodes.Any(node => Lifetimes.Where(id) == node.Name)), "all run on the nodes that are left", instead: SeenAsync);

    private async Task<string> SeenAsync()
    {
        var table = await _cluster.Nodes.ReadTableAsync();
        var rows = table.Table!.Rows.Select(row => $"{row.No} {row.Status} (was {row.Previous}) to {row.LeaseEnd} + {row.ToleranceMs}, "
            + $"given up at {row.VotedLeaseEnd}");
        return $"at {table.Now} of the table's clock {string.Join("; ", rows)}; "
            + string.Join(", ", Ids.Select(id => $"[{id}] at [{Lifetimes.Where(id)}]"));
    }
}
