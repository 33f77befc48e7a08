using Akka.Actor;
using Akka.Configuration;
using AkkaCluster = Akka.Cluster.Cluster;

namespace VioActors.Benchmarks.Cluster;

/// <summary>Members in this process, each a system with a port of its own; the table of members is in memory.</summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static int _tables;
    private readonly string _table = $"bench-{Interlocked.Increment(ref _tables)}";
    private readonly List<ActorSystem> _systems = [];

    public IReadOnlyList<ActorSystem> Systems => _systems;

    /// <summary>A member; the first is the oldest. Membership settings are the defaults.</summary>
    public ActorSystem Start()
    {
        var system = ActorSystem.Create("bench", ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = WARNING
              stdout-loglevel = WARNING
              log-dead-letters = off
              actor.provider = cluster
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              persistence.snapshot-store.plugin = akka.persistence.snapshot-store.inmem
              remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
              cluster.membership { provider = inmem, connection-string = "{{_table}}" }
              cluster.sharding { rebalance-interval = 1 s, passivate-idle-entity-after = off }
            }
            """));
        _systems.Add(system);
        var cluster = AkkaCluster.Get(system);
        cluster.Join(cluster.SelfAddress);
        return system;
    }

    /// <summary>Until each of <paramref name="members"/> sees all of them up.</summary>
    public static Task UpAsync(IReadOnlyCollection<ActorSystem> members) => UntilAsync(() => Task.FromResult(
        members.All(system => AkkaCluster.Get(system).State.Members.Count(member => member.Status == Akka.Cluster.MemberStatus.Up)
            == members.Count)));

    /// <summary>Asks every 2 ms whether something has come about.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!await condition())
            await polls.WaitForNextTickAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var system in _systems)
            ((ExtendedActorSystem)system).Abort();
        await Task.WhenAll(_systems.Select(system => system.WhenTerminated));
    }
}
