using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using VioActors.Benchmarks.Engine;

namespace VioActors.Benchmarks.Cluster;

/// <summary>
/// Clusters of systems in this process, over TCP on the loopback interface, with the default settings of membership: how long they take to
/// form, to replace a member that has crashed, and what sharding does.
/// </summary>
internal static class ClusterBenchmark
{
    public const string HandOver = "crash of the oldest of 3 to the first answer of its singleton elsewhere, s";
    public const string Detection = "crash of the oldest of 3 to its removal at both others, s";
    public const string Asks = "asks of entities on either of 2 members, 100 open";
    public const string Starts = "entities started by their first message, on 2 members";
    public const string Rebalanced = "third member joins to an even number of shards on 3, s";
    public const string RebalancedStarts = "all entities answer again after the move, s";

    public static string Up(int members) => $"start of the first to all up as all see it, {members} members, s";

    public static async Task<int> RunAsync(int passes, TextWriter output)
    {
        var figures = await MeasureAsync(passes, ClusterScale.Full);
        await output.WriteLineAsync("| what | median | lowest to highest |\n|---|---|---|");
        foreach (var name in figures.Names)
        {
            var (lowest, highest) = figures.Range(name);
            await output.WriteLineAsync(
                $"| {name} | {Figures.Text(figures.Median(name))} | {Figures.Text(lowest)} to {Figures.Text(highest)} |");
        }

        return 0;
    }

    public static async Task<Figures> MeasureAsync(int passes, ClusterScale scale)
    {
        var figures = new Figures();
        for (var pass = 0; pass < passes; pass++)
        {
            foreach (var members in scale.Members)
                await StartAsync(members, figures);
            await CrashAsync(figures);
            await ShardAsync(scale, figures);
        }

        return figures;
    }

    private static async Task StartAsync(int members, Figures figures)
    {
        await using var cluster = new BenchCluster();
        var clock = Clock.Start();
        for (var i = 0; i < members; i++)
            cluster.Start();
        await BenchCluster.UpAsync(cluster.Systems);
        figures.Add(Up(members), clock.Seconds);
    }

    private static async Task CrashAsync(Figures figures)
    {
        await using var cluster = new BenchCluster();
        for (var i = 0; i < 3; i++)
        {
            var system = cluster.Start();
            system.ActorOf(
                ClusterSingletonManager.Props(Props.Create<Remote.Echo>(), ClusterSingletonManagerSettings.Create(system)), "single");
            await BenchCluster.UpAsync(cluster.Systems);
        }

        var survivors = cluster.Systems.Skip(1).ToArray();
        var proxy = survivors[1].ActorOf(
            ClusterSingletonProxy.Props("/user/single", ClusterSingletonProxySettings.Create(survivors[1])));
        await proxy.Ask<string>("hit", TimeSpan.FromMinutes(1));

        // The members that it has told the table to know must be these.
        using (var settled = new PeriodicTimer(TimeSpan.FromSeconds(3)))
            await settled.WaitForNextTickAsync();
        var clock = Clock.Start();
        ((ExtendedActorSystem)cluster.Systems[0]).Abort();
        await BenchCluster.UpAsync(survivors);
        figures.Add(Detection, clock.Seconds);
        await BenchCluster.UntilAsync(async () =>
        {
            try
            {
                return await proxy.Ask<string>("hit", TimeSpan.FromMilliseconds(200)) == "hit";
            }
            catch (AskTimeoutException)
            {
                return false;
            }
        });
        figures.Add(HandOver, clock.Seconds);
    }

    private static async Task ShardAsync(ClusterScale scale, Figures figures)
    {
        await using var cluster = new BenchCluster();
        var regions = new List<IActorRef>();
        for (var i = 0; i < 2; i++)
        {
            var system = cluster.Start();
            await BenchCluster.UpAsync(cluster.Systems);
            regions.Add(ShardedEchoes.StartOn(system));
        }

        var clock = Clock.Start();
        await AskAllAsync(regions[0], scale.Entities, scale.Entities);
        figures.Add(Starts, scale.Entities / clock.Seconds);
        await EvenAsync(regions);
        await AskAllAsync(regions[0], scale.Entities, scale.Entities);
        clock = Clock.Start();
        await AskAllAsync(regions[0], scale.Asks, scale.Entities);
        figures.Add(Asks, scale.Asks / clock.Seconds);

        cluster.Start();
        await BenchCluster.UpAsync(cluster.Systems);
        clock = Clock.Start();
        regions.Add(ShardedEchoes.StartOn(cluster.Systems[2]));
        await EvenAsync(regions);
        figures.Add(Rebalanced, clock.Seconds);
        clock = Clock.Start();
        await AskAllAsync(regions[0], scale.Entities, scale.Entities);
        figures.Add(RebalancedStarts, clock.Seconds);
    }

    /// <summary>Until no member has more than one in ten shards more than another.</summary>
    private static Task EvenAsync(IReadOnlyList<IActorRef> regions) => BenchCluster.UntilAsync(async () =>
    {
        var counts = new List<int>();
        foreach (var region in regions)
            counts.Add((await ShardedEchoes.CountAsync(region)).Shards);
        return counts.Max() - counts.Min() <= ShardedEchoes.Shards / 10;
    });

    private static async Task AskAllAsync(IActorRef region, int asks, int entities)
    {
        const int open = 100;
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, open).Select(_ => Task.Run(async () =>
        {
            int number;
            while ((number = Interlocked.Increment(ref next)) < asks)
                await ShardedEchoes.AskAsync(region, number % entities);
        })));
    }
}
