using Akka.Actor;
using Akka.Cluster.Sharding.Tests.Fixtures;
using Akka.Cluster.Tools.Tests.Fixtures;

namespace Akka.Cluster.Sharding.Tests.Nodes;

/// <summary>Nodes that crash, pause or leave.</summary>
[Trait("Req", "REG-2")]
public sealed class FailoverSpec : IAsyncLifetime
{
    private const int Shards = 8;
    private readonly ShardedCluster _cluster = new();

    private static IEnumerable<string> Entities => Enumerable.Range(0, Shards).Select(i => $"{i}-e");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_crash_entities_go_on_elsewhere_and_never_twice(bool crashTheCoordinator)
    {
        var nodes = new[] { await _cluster.StartAsync(), await _cluster.StartAsync(), await _cluster.StartAsync() };
        await SpreadAsync(nodes);
        var crashing = crashTheCoordinator ? nodes[0] : nodes[1];
        var user = nodes[2];
        Assert.Contains(Entities, entity => _cluster.Journey.Lifetimes.Where(entity) == crashing.Name);

        using var ended = new CancellationTokenSource();
        var load = Entities.Select(entity => LoadAsync(user, entity, ended.Token)).ToArray();
        await crashing.Node.CrashAsync();
        foreach (var entity in Entities)
            Assert.NotEqual(crashing.Name, await AskUntilAnsweredAsync(user, entity));
        await ended.CancelAsync();
        await Task.WhenAll(load);

        Assert.Empty(_cluster.Journey.Lifetimes.Overlaps);
        foreach (var entity in Entities)
            AssertAscending(_cluster.Journey.Of(entity));
    }

    [Fact]
    public async Task A_node_whose_lease_may_have_ended_stops_its_shards_before_others_start_them()
    {
        var first = await _cluster.StartAsync();
        var second = await _cluster.StartAsync();
        await SpreadAsync([first, second]);
        var moved = Entities.First(entity => _cluster.Journey.Lifetimes.Where(entity) == second.Name);

        second.Node.SetOwnership(false);
        await Eventually.HoldsAsync(
            () => Entities.All(entity => _cluster.Journey.Lifetimes.Where(entity) != second.Name), "its entities have stopped");
        second.Node.Evict();

        Assert.Equal(first.Name, await AskUntilAnsweredAsync(first, moved));
        Assert.Empty(_cluster.Journey.Lifetimes.Overlaps);
    }

    [Fact]
    public async Task Shards_go_on_where_they_were_when_the_lease_was_renewed_after_all_and_what_came_meanwhile_is_kept()
    {
        var first = await _cluster.StartAsync();
        var second = await _cluster.StartAsync();
        await SpreadAsync([first, second]);
        var entity = Entities.First(one => _cluster.Journey.Lifetimes.Where(one) == second.Name);
        second.Node.SetOwnership(false);
        await Eventually.HoldsAsync(() => _cluster.Journey.Lifetimes.Where(entity) is null, "the entity has stopped");
        var before = _cluster.Journey.Of(entity).Count;
        var answers = Enumerable.Range(1_000, 50).Select(i => first.CountAsync(entity, i)).ToArray();

        second.Node.SetOwnership(true);

        await Task.WhenAll(answers);
        Assert.Equal(Enumerable.Range(1_000, 50), _cluster.Journey.Of(entity).Skip(before));
        Assert.Equal(second.Name, _cluster.Journey.Lifetimes.Where(entity));
        Assert.Empty(_cluster.Journey.Lifetimes.Overlaps);
    }

    [Fact]
    public async Task A_node_that_leaves_hands_its_shards_over_and_nothing_is_lost()
    {
        var first = await _cluster.StartAsync();
        var second = await _cluster.StartAsync();
        await SpreadAsync([first, second]);
        const int messages = 300;
        var answers = new List<Task<Seen>>();

        for (var i = 0; i < messages / 2; i++)
            answers.AddRange(Entities.Select(entity => first.CountAsync(entity, i)));
        var leaving = second.Node.LeaveAsync();
        for (var i = messages / 2; i < messages; i++)
            answers.AddRange(Entities.Select(entity => first.CountAsync(entity, i)));

        await Task.WhenAll(answers);
        await leaving;
        Assert.Empty(_cluster.Journey.Lifetimes.Overlaps);
        foreach (var entity in Entities)
            Assert.Equal(Enumerable.Range(0, messages), _cluster.Journey.Of(entity).Where(number => number >= 0));
    }

    [Fact]
    public async Task The_coordinator_leaves_and_its_successor_knows_where_shards_are()
    {
        var first = await _cluster.StartAsync();
        var second = await _cluster.StartAsync();
        var third = await _cluster.StartAsync();
        await SpreadAsync([first, second, third]);
        var stayed = Entities.Where(entity => _cluster.Journey.Lifetimes.Where(entity) != first.Name)
            .ToDictionary(entity => entity, entity => _cluster.Journey.Lifetimes.Where(entity));

        await first.Node.LeaveAsync();

        foreach (var entity in Entities)
            Assert.NotEqual(first.Name, await third.WhereAsync(entity));
        var starts = _cluster.Journey.Lifetimes.Starts;
        Assert.All(stayed, pair => Assert.Contains((pair.Key, pair.Value!), starts));
        Assert.Empty(_cluster.Journey.Lifetimes.Overlaps);
    }

    /// <summary>Every entity runs, and no node is without one.</summary>
    private async Task SpreadAsync(IReadOnlyCollection<ShardedNode> nodes)
    {
        foreach (var entity in Entities)
            await nodes.First().CountAsync(entity, -1);
        await Eventually.HoldsAsync(
            () => nodes.All(node => Entities.Any(entity => _cluster.Journey.Lifetimes.Where(entity) == node.Name))
                && Entities.All(entity => _cluster.Journey.Lifetimes.Where(entity) is not null),
            "every node has an entity",
            () => Task.WhenAll(Entities.Select(entity => nodes.First().CountAsync(entity, -1))));
    }

    private static async Task LoadAsync(ShardedNode user, string entity, CancellationToken ended)
    {
        var number = 0;
        while (!ended.IsCancellationRequested)
        {
            user.Tell(entity, new Count(number++));
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
            await pause.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>A message to a node that crashes is lost, so it is asked until there is an answer.</summary>
    private static async Task<string> AskUntilAnsweredAsync(ShardedNode user, string entity)
    {
        var limit = DateTime.UtcNow + Eventually.Patience;
        while (true)
        {
            try
            {
                return await user.Region.Ask<string>(new ShardingEnvelope(entity, new Where()), TimeSpan.FromSeconds(1));
            }
            catch (AskTimeoutException) when (DateTime.UtcNow < limit)
            {
            }
        }
    }

    private static void AssertAscending(IEnumerable<int> numbers)
    {
        var last = -1;
        foreach (var number in numbers.Where(number => number >= 0))
        {
            Assert.True(number > last, $"{number} came after {last}");
            last = number;
        }
    }
}
