using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Persistence.Sql;

namespace Akka.MultiNode.Tests.Node;

/// <summary>
/// A node of the cluster under test. Arguments: name, number of its first message, file with its configuration, witness. Input lines: go
/// (use everything), quiet, leave; the end of the input ends the process at once. One whose name begins with reader is no node: it
/// recovers the counters, tells the witness what they have, and ends.
/// Output lines: S (state, all the time), R (a member was removed).
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        var (name, firstId) = (args[0], long.Parse(args[1], CultureInfo.InvariantCulture));
        var witness = new WitnessFile(args[3]);
        var config = ConfigurationFactory.ParseString(await File.ReadAllTextAsync(args[2]))
            .WithFallback(SqlPersistence.DefaultConfiguration);
        var system = ActorSystem.Create("nodes", config);
        if (name.StartsWith("reader", StringComparison.Ordinal))
            return await ReadAsync(system, name, witness);
        var tally = new Tally();
        var cluster = Cluster.Cluster.Get(system);
        system.ActorOf(Props.Create(() => new Removals()));
        using var states = new Timer(_ => Tell(cluster, tally), null, 0, 100);
        await cluster.JoinAsync(cluster.SelfAddress);
        var load = Start(system, name, firstId, witness, tally);
        new Thread(() => Listen(system, load)) { IsBackground = true }.Start();
        await system.WhenTerminated;
        return 3;
    }

    private static async Task<int> ReadAsync(ActorSystem system, string name, WitnessFile witness)
    {
        for (var i = 0; i < Load.Entities; i++)
        {
            var id = $"counter{i}";
            await system.ActorOf(Props.Create(() => new Counter(witness, name, id)))
                .Ask<Note>(new Note("dump", id, 0), TimeSpan.FromSeconds(60));
        }

        return 0;
    }

    private static IActorRef Start(ActorSystem system, string name, long firstId, WitnessFile witness, Tally tally)
    {
        system.ActorOf(
            ClusterSingletonManager.Props(
                Props.Create(() => new Single(witness, name)), ClusterSingletonManagerSettings.Create(system)),
            "single");
        var proxy = system.ActorOf(ClusterSingletonProxy.Props("/user/single", ClusterSingletonProxySettings.Create(system)));
        var sharding = ClusterSharding.Get(system);
        var plain = sharding.Start(
            "plain", id => Props.Create(() => new Plain(witness, name, id)), sharding.Settings, new Extractor());
        var counters = sharding.Start(
            "counter", id => Props.Create(() => new Counter(witness, name, id)), sharding.Settings, new Extractor());
        return system.ActorOf(Props.Create(() => new Load(name, firstId, proxy, plain, counters, witness, tally)), "load");
    }

    private static void Listen(ActorSystem system, IActorRef load)
    {
        while (Console.In.ReadLine() is { } line)
        {
            if (line == "leave")
                _ = system.Terminate();
            else
                load.Tell(line);
        }

        Environment.Exit(4);
    }

    /// <summary>
    /// S, time, right to act, members as host:port:status with a ! when unreachable, answers of entities, counters and singleton.
    /// </summary>
    private static void Tell(Cluster.Cluster cluster, Tally tally)
    {
        var state = cluster.State;
        var members = state.Members.Select(member =>
            $"{member.Address.Host}:{member.Address.Port}:{member.Status}{(state.Unreachable.Contains(member) ? "!" : "")}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"S {Stopwatch.GetTimestamp()} {cluster.SelfAddress.Host}:{cluster.SelfAddress.Port} {(cluster.Lease.IsValid ? 1 : 0)} "
            + $"{string.Join(',', members.Order(StringComparer.Ordinal))} {tally.Works} {tally.Kepts} {tally.Pongs}"));
    }

    private sealed class Removals : ReceiveActor
    {
        public Removals()
        {
            Receive<ClusterEvent.MemberRemoved>(
                removed => Console.WriteLine($"R {removed.Member.Address.Host}:{removed.Member.Address.Port}"));
            ReceiveAny(_ => { });
        }

        protected override void PreStart() =>
            Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, typeof(ClusterEvent.MemberRemoved));
    }

    /// <summary>A shard for each entity.</summary>
    private sealed class Extractor : IMessageExtractor
    {
        public string? EntityId(object message) => null;

        public object EntityMessage(object message) => message;

        public string ShardId(string entityId, object? messageHint = null) => entityId;
    }
}
