using Akka.Cluster.Sharding.Tests.Fixtures;
using Akka.Cluster.Tools.Tests.Fixtures;

namespace Akka.Cluster.Sharding.Tests.Nodes;

/// <summary>Remembered entities.</summary>
public sealed class RememberSpec : IAsyncLifetime
{
    private const string Remember = "akka.cluster.sharding.remember-entities = on\n";
    private readonly ShardedCluster _cluster = new(Remember);

    private Lifetimes Lifetimes => _cluster.Journey.Lifetimes;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task They_start_elsewhere_after_a_crash_without_a_message()
    {
        var first = await _cluster.StartAsync();
        var second = await _cluster.StartAsync();
        string[] ids = ["1-a", "1-b", "2-a", "3-a"];
        foreach (var id in ids)
            await first.CountAsync(id, 0);

        await first.Node.CrashAsync();

        await Eventually.HoldsAsync(() => ids.All(id => Lifetimes.Where(id) == second.Name), "all run on the node that is left");
        Assert.Empty(Lifetimes.Overlaps);
    }

    [Fact]
    public async Task They_start_after_the_whole_cluster_was_restarted()
    {
        var first = await _cluster.StartAsync();
        await first.CountAsync("1-a", 0);
        await first.CountAsync("2-a", 0);
        await first.CountAsync("2-b", 0);
        first.Tell("2-b", new Rest());
        await Eventually.HoldsAsync(() => Lifetimes.Where("2-b") is null, "the passivated entity has stopped");
        await ForgottenAsync(first, "2-b");
        await first.Node.CrashAsync();

        var again = await _cluster.StartAsync();

        await Eventually.HoldsAsync(
            () => Lifetimes.Where("1-a") == again.Name && Lifetimes.Where("2-a") == again.Name, "the remembered entities run");
        Assert.Null(Lifetimes.Where("2-b"));
    }

    [Fact]
    public async Task One_that_stops_without_a_word_is_started_again()
    {
        var node = await _cluster.StartAsync();
        await node.CountAsync("1-a", 0);

        node.Tell("1-a", new Vanish());

        await Eventually.HoldsAsync(() => Lifetimes.Starts.Count == 2, "the entity runs again");
    }

    [Fact]
    public async Task Messages_during_start_and_passivation_keep_their_order()
    {
        const int messages = 300;
        var node = await _cluster.StartAsync();
        for (var i = 0; i < messages; i++)
        {
            node.Tell("1-a", new Count(i));
            if (i % 50 == 0)
                node.Tell("1-a", new Rest());
        }

        await node.CountAsync("1-a", messages);

        Assert.Equal(Enumerable.Range(0, messages + 1), _cluster.Journey.Of("1-a"));
        Assert.Empty(Lifetimes.Overlaps);
    }

    [Fact]
    public async Task They_are_started_some_at_a_time_when_so_configured()
    {
        await using var cluster = new ShardedCluster(Remember + """
            akka.cluster.sharding {
              entity-recovery-strategy = constant
              entity-recovery-constant-rate-strategy { frequency = 10ms, number-of-entities = 2 }
            }
            """);
        var first = await cluster.StartAsync();
        var ids = Enumerable.Range(0, 9).Select(i => $"1-{i}").ToArray();
        await Task.WhenAll(ids.Select(id => first.CountAsync(id, 0)));
        await first.Node.CrashAsync();

        var again = await cluster.StartAsync();

        await Eventually.HoldsAsync(() => ids.All(id => cluster.Journey.Lifetimes.Where(id) == again.Name), "all run again");
        Assert.Empty(cluster.Journey.Lifetimes.Overlaps);
    }

    /// <summary>Until the passivation is in the journal.</summary>
    private Task ForgottenAsync(ShardedNode node, string id) => Eventually.HoldsAsync(
        () => _cluster.Events($"/sharding/{ShardedCluster.TypeName}Shard/{id.Split('-')[0]}") == 3, "the passivation is recorded");
}
