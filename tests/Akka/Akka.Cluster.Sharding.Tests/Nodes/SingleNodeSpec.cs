using Akka.Actor;
using Akka.Cluster.Sharding.Tests.Fixtures;
using Akka.Cluster.Tools.Tests.Fixtures;

namespace Akka.Cluster.Sharding.Tests.Nodes;

/// <summary>Sharding on one node.</summary>
public sealed class SingleNodeSpec : IAsyncLifetime
{
    private readonly ShardedCluster _cluster = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task An_entity_starts_at_its_first_message_and_gets_them_in_order()
    {
        const int messages = 1_000;
        var node = await _cluster.StartAsync();
        for (var i = 0; i < messages; i++)
            node.Tell("1-a", new Count(i));

        await node.CountAsync("1-a", messages);

        Assert.Equal(Enumerable.Range(0, messages + 1), _cluster.Journey.Of("1-a"));
        Assert.Equal([("1-a", node.Name)], _cluster.Journey.Lifetimes.Starts);
    }

    [Fact]
    public async Task What_comes_while_an_entity_passivates_starts_it_again()
    {
        const int messages = 200;
        var node = await _cluster.StartAsync();
        for (var i = 0; i < messages; i++)
        {
            node.Tell("1-a", new Count(i));
            if (i % 10 == 0)
                node.Tell("1-a", new Rest());
        }

        await node.CountAsync("1-a", messages);

        Assert.Equal(Enumerable.Range(0, messages + 1), _cluster.Journey.Of("1-a"));
        Assert.Empty(_cluster.Journey.Lifetimes.Overlaps);
    }

    [Fact]
    public async Task An_idle_entity_is_stopped_and_comes_back()
    {
        await using var cluster = new ShardedCluster("akka.cluster.sharding.passivate-idle-entity-after = 200ms");
        var node = await cluster.StartAsync();
        await node.CountAsync("1-a", 0);

        await Eventually.HoldsAsync(() => cluster.Journey.Lifetimes.Where("1-a") is null, "the idle entity has stopped");

        Assert.Equal(1, (await node.CountAsync("1-a", 1)).Number);
        Assert.Empty(cluster.Journey.Lifetimes.Overlaps);
    }

    [Fact]
    public async Task An_entity_is_started_without_a_message()
    {
        var node = await _cluster.StartAsync();

        var ack = await node.Region.Ask<object>(new ShardRegion.StartEntity("3-x"), Eventually.Patience);

        Assert.Equal("StartEntityAck(3-x, 3)", ack.ToString());
        await Eventually.HoldsAsync(() => _cluster.Journey.Lifetimes.Where("3-x") == node.Name, "the entity runs");
    }

    [Fact]
    public async Task The_region_tells_what_runs_in_it()
    {
        var node = await _cluster.StartAsync();
        foreach (var id in new[] { "1-a", "1-b", "2-a" })
            await node.CountAsync(id, 0);

        var state = await node.Region.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Eventually.Patience);
        var stats = await node.Region.Ask<ShardRegionStats>(GetShardRegionStats.Instance, Eventually.Patience);
        var all = await node.Region.Ask<ClusterShardingStats>(new GetClusterShardingStats(Eventually.Patience), Eventually.Patience);
        var regions = await node.Region.Ask<CurrentRegions>(GetCurrentRegions.Instance, Eventually.Patience);

        Assert.Equal(["1", "2"], state.Shards.Select(shard => shard.ShardId).Order());
        Assert.Equal(["1-a", "1-b"], state.Shards.Single(shard => shard.ShardId == "1").EntityIds.Order());
        Assert.Empty(state.Failed);
        Assert.Equal(2, stats.Stats["1"]);
        Assert.Equal(1, stats.Stats["2"]);
        Assert.Equal(stats.Stats, all.Regions[node.Node.Cluster.SelfAddress].Stats);
        Assert.Equal([node.Node.Cluster.SelfAddress], regions.Regions);
    }

    [Fact]
    public async Task A_message_for_no_entity_is_unhandled()
    {
        var node = await _cluster.StartAsync();
        var inbox = Inbox.Create(node.Node.System);
        node.Node.System.EventStream.Subscribe(inbox.Receiver, typeof(Akka.Event.UnhandledMessage));

        node.Region.Tell("for nobody");

        var unhandled = (Akka.Event.UnhandledMessage)await inbox.ReceiveAsync(Eventually.Patience);
        Assert.Equal("for nobody", unhandled.Message);
        Assert.Equal(node.Region, unhandled.Recipient);
    }

    [Fact]
    public async Task A_graceful_shutdown_stops_entities_and_the_region()
    {
        var node = await _cluster.StartAsync();
        await node.CountAsync("1-a", 0);

        node.Region.Tell(GracefulShutdown.Instance);

        await node.Region.WatchAsync().WaitAsync(Eventually.Patience);
        Assert.Equal(0, _cluster.Journey.Lifetimes.Count);
    }

    [Fact]
    public async Task Types_are_known_when_started_and_a_repeat_changes_nothing()
    {
        var node = await _cluster.StartAsync();
        var sharding = ClusterSharding.Get(node.Node.System);

        var again = await sharding.StartAsync(
            ShardedCluster.TypeName, Props.Empty, sharding.Settings, new CounterExtractor());

        Assert.Same(node.Region, again);
        Assert.Same(node.Region, sharding.ShardRegion(ShardedCluster.TypeName));
        Assert.Equal([ShardedCluster.TypeName], sharding.ShardTypeNames);
        Assert.Throws<ArgumentException>(() => sharding.ShardRegion("other"));
        Assert.Throws<ArgumentException>(() => sharding.ShardRegionProxy("other"));
    }
}
