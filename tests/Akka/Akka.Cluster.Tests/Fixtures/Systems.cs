using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster.Membership;
using Akka.Cluster.Store;
using Akka.Configuration;

namespace Akka.Cluster.Tests.Fixtures;

/// <summary>Actor systems of one test that share a table in memory, and end with it.</summary>
internal sealed class Systems : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static int _tables;

    private readonly List<ActorSystem> _systems = [];
    private readonly string _table = $"table-{Interlocked.Increment(ref _tables)}";

    /// <summary>Where the table is; in memory unless said otherwise.</summary>
    public string Store { get; init; } = "";

    public string Name { get; init; } = "Sys";

    public ActorSystem Start(string hocon = "", FaultyDatabase? database = null)
    {
        var store = Store.Length > 0 ? Store : $"provider = inmem, connection-string = \"{_table}\"";
        var config = ConfigurationFactory.ParseString(hocon).WithFallback(ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = WARNING
              stdout-loglevel = OFF
              actor.provider = cluster
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0, applied-adapters = [trttl] }
              cluster.membership { {{store}}, lease-duration = 8 s, safety-margin = 1 s, renew-interval = 200 ms, poll-interval = 100 ms }
              cluster.failure-detector { heartbeat-interval = 200 ms, acceptable-heartbeat-pause = 6 s }
            }
            """));
        var bootstrap = BootstrapSetup.Create().WithConfig(config);
        var system = database is null
            ? ActorSystem.Create(Name, bootstrap)
            : ActorSystem.Create(Name, bootstrap.And(new MembershipStoreSetup(database.Wrap)));
        _systems.Add(system);
        return system;
    }

    /// <summary>The table as it is, by no system's way.</summary>
    public async Task<MembershipAnswer> ReadTableAsync()
    {
        await using var store = MembershipStores.Bare(Cluster.Get(_systems[0]).Settings.Membership, TimeProvider.System);
        return await store.ExecuteAsync(new ReadStatement { KnownVersion = -1 }, CancellationToken.None);
    }

    /// <summary>Waits until so many leases would have run out by the table's clock.</summary>
    public async Task PassAsync(double leases)
    {
        var start = (await ReadTableAsync()).Now;
        await UntilAsync(() => ReadTableAsync().Result.Now > start + (leases * 8000), () => "the table's clock");
    }

    /// <summary>A system that has joined and is up.</summary>
    public async Task<ActorSystem> UpAsync(string hocon = "", FaultyDatabase? database = null)
    {
        var system = Start(hocon, database);
        var cluster = Cluster.Get(system);
        await cluster.JoinAsync(cluster.SelfAddress).WaitAsync(Patience);
        return system;
    }

    /// <summary>Waits for a condition that the systems bring about; says what was missing if they do not.</summary>
    public static async Task UntilAsync(Func<bool> condition, Func<string> missing)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"Not within {Patience}: {missing()}");
            await polls.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until all see these members, and only these, with a status.</summary>
    public static Task SeeAsync(MemberStatus status, IReadOnlyList<ActorSystem> members, IReadOnlyList<ActorSystem>? observers = null)
    {
        var wanted = members.Select(member => Cluster.Get(member).SelfAddress).ToHashSet();
        return UntilAsync(
            () => (observers ?? members).All(system =>
            {
                var seen = Cluster.Get(system).State.Members;
                return seen.Count == wanted.Count && seen.All(member => member.Status == status && wanted.Contains(member.Address));
            }),
            () => string.Join("; ", (observers ?? members).Select(system =>
                $"{Cluster.Get(system).SelfAddress} sees {string.Join(", ", Cluster.Get(system).State.Members)}")));
    }

    /// <summary>Ends a system as a crash does: nothing is handed over and nothing is written.</summary>
    public static Task CrashAsync(ActorSystem system)
    {
        ((ExtendedActorSystem)system).Abort();
        return system.WhenTerminated.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(system => system.Terminate())).WaitAsync(Patience);
    }
}
