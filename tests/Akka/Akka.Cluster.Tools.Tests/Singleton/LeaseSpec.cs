using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Cluster.Tools.Tests.Fixtures;

namespace Akka.Cluster.Tools.Tests.Singleton;

/// <summary>A singleton on nodes whose membership is decided by leases in a shared table.</summary>
[Trait("Req", "REG-2")]
public sealed class LeaseSpec : IAsyncLifetime
{
    private readonly TestCluster _cluster = new(withLeases: true);
    private readonly Lifetimes _lifetimes = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task It_moves_when_its_node_leaves_and_when_its_node_crashes()
    {
        var nodes = new[] { await NodeAsync(), await NodeAsync(), await NodeAsync() };
        await RunsOnAsync(nodes[0]);
        await _cluster.KnownToAllAsync(nodes.Length);

        await nodes[0].LeaveAsync();
        await RunsOnAsync(nodes[1]);

        await nodes[1].CrashAsync();
        await RunsOnAsync(nodes[2]);

        Assert.Empty(_lifetimes.Overlaps);
    }

    [Fact]
    public async Task On_a_node_that_is_cut_off_it_stops_before_the_lease_in_the_table_has_ended()
    {
        var nodes = new[] { await NodeAsync(), await NodeAsync(), await NodeAsync() };
        await RunsOnAsync(nodes[0]);
        await _cluster.KnownToAllAsync(nodes.Length);

        await nodes[0].IsolateAsync(nodes[1..]);
        await Eventually.HoldsAsync(() => _lifetimes.EndedAt("keeper", Name(nodes[0])) is not null, "the singleton has stopped");
        var row = (await _cluster.ReadTableAsync()).Table!.Rows.Single(one => one.Address.Equals(nodes[0].Cluster.SelfAddress));
        await RunsOnAsync(nodes[1]);

        Assert.Empty(_lifetimes.Overlaps);

        // The table in memory counts milliseconds of the same clock.
        var stopped = Stopwatch.GetElapsedTime(0, _lifetimes.EndedAt("keeper", Name(nodes[0]))!.Value).TotalMilliseconds;
        Assert.True(stopped < row.LeaseEnd, $"It stopped at {stopped} ms, and its lease ended at {row.LeaseEnd} ms.");
        Assert.False(MembershipLease.Get(nodes[0].System).IsValid);
    }

    private static string Name(TestNode node) => node.Cluster.SelfUniqueAddress.ToString()!;

    private async Task<TestNode> NodeAsync()
    {
        var node = await _cluster.StartAsync();
        var name = Name(node);
        node.System.ActorOf(
            ClusterSingletonManager.Props(
                Props.Create(() => new Keeper(_lifetimes, name)), ClusterSingletonManagerSettings.Create(node.System)),
            "manager");
        return node;
    }

    private Task RunsOnAsync(TestNode node) =>
        Eventually.HoldsAsync(() => _lifetimes.Where("keeper") == Name(node), "the singleton runs on " + Name(node));
}
