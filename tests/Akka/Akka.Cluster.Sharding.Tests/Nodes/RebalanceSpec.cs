using Akka.Actor;
using Akka.Cluster.Sharding.Tests.Fixtures;
using Akka.Cluster.Tools.Tests.Fixtures;

namespace Akka.Cluster.Sharding.Tests.Nodes;

/// <summary>Shards that move while messages flow.</summary>
public sealed class RebalanceSpec : IAsyncLifetime
{
    private readonly ShardedCluster _cluster = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Under_load_from_two_nodes_nothing_is_lost_overtaken_or_run_twice()
    {
        const int entities = 12;
        var ids = Enumerable.Range(0, entities).Select(i => $"{i}-e").ToArray();
        var first = await _cluster.StartAsync();
        await Task.WhenAll(ids.Select(id => first.CountAsync(id, -1)));
        var second = await _cluster.StartAsync();
        var sent = 0;

        // Senders use numbers of their own: even from the first node, odd from the second.
        while (!ids.Any(id => _cluster.Journey.Lifetimes.Where(id) == second.Name) || sent < 300)
        {
            await Task.WhenAll(ids.SelectMany(id => new[] { first.CountAsync(id, 2 * sent), second.CountAsync(id, (2 * sent) + 1) })
                .Take(sent % 20 == 0 ? int.MaxValue : 1));
            sent++;
            Send(first, second, ids.Skip(1), sent);
        }

        await Task.WhenAll(ids.SelectMany(id => new[] { first.CountAsync(id, -2), second.CountAsync(id, -3) }));
        Assert.Empty(_cluster.Journey.Lifetimes.Overlaps);
        foreach (var id in ids)
        {
            var got = _cluster.Journey.Of(id).Where(number => number >= 0).ToArray();
            AssertOrdered(id, got.Where(number => number % 2 == 0));
            AssertOrdered(id, got.Where(number => number % 2 == 1));
        }
    }

    [Fact]
    public async Task Every_message_of_a_stream_arrives_once_and_in_order_while_its_shard_moves()
    {
        const int messages = 4_000;
        var ids = Enumerable.Range(0, 6).Select(i => $"{i}-e").ToArray();
        var first = await _cluster.StartAsync();
        await Task.WhenAll(ids.Select(id => first.CountAsync(id, -1)));
        var proxy = await _cluster.StartProxyAsync("", hostRole: null);
        var second = await _cluster.StartAsync();

        var number = 0;
        var moved = false;
        for (; number < messages || !moved; number++)
        {
            foreach (var id in ids)
                proxy.Tell(id, new Count(number));
            if (number % 100 != 0)
                continue;
            await Task.WhenAll(ids.Select(id => proxy.CountAsync(id, -1)));
            moved = ids.Any(id => _cluster.Journey.Lifetimes.Where(id) == second.Name);
        }

        await Task.WhenAll(ids.Select(id => proxy.CountAsync(id, -1)));
        Assert.Empty(_cluster.Journey.Lifetimes.Overlaps);
        foreach (var id in ids)
            Assert.Equal(Enumerable.Range(0, number), _cluster.Journey.Of(id).Where(got => got >= 0));
    }

    [Fact]
    public async Task Nodes_with_the_role_host_and_the_others_are_doors()
    {
        await using var cluster = new ShardedCluster("akka.cluster.sharding.role = host");
        var door = await cluster.StartAsync();
        var host = await cluster.StartAsync(roles: "host");

        Assert.Equal(host.Name, await door.WhereAsync("1-a"));
        Assert.Equal(host.Name, await door.WhereAsync("2-a"));
        Assert.Empty(ClusterSharding.Get(door.Node.System).ShardTypeNames);
        Assert.Same(door.Region, ClusterSharding.Get(door.Node.System).ShardRegionProxy(ShardedCluster.TypeName));
    }

    private static void Send(ShardedNode first, ShardedNode second, IEnumerable<string> ids, int sent)
    {
        foreach (var id in ids)
        {
            first.Tell(id, new Count(2_000_000 + (2 * sent)));
            second.Tell(id, new Count(2_000_001 + (2 * sent)));
        }
    }

    private static void AssertOrdered(string id, IEnumerable<int> numbers)
    {
        foreach (var stream in numbers.GroupBy(number => number >= 2_000_000))
        {
            var got = stream.ToArray();
            Assert.True(got.SequenceEqual(got.Order()), $"{id} got {string.Join(' ', got)}");
            Assert.Equal(got.Length, got.Distinct().Count());
        }
    }
}
