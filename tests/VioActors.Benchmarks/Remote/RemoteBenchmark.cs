using System.Diagnostics;
using System.Globalization;
using Akka.Actor;

namespace VioActors.Benchmarks.Remote;

/// <summary>
/// Ping-pong between two processes over TCP on one machine. A message is one way: a round trip counts two. The first pass of each row is a
/// warm-up and is not counted.
/// </summary>
internal static class RemoteBenchmark
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Row[] Rows =
    [
        new("8 pairs, 100 in flight, string of 3", 8, 100, 100_000, "hit", "echo"),
        new("1 pair, strict ping-pong, string of 3", 1, 1, 20_000, "hit", "echo"),
        new("8 pairs, 100 in flight, byte[64 KiB]", 8, 100, 2_000, new byte[64 * 1024], "echo"),
        new("8 pairs, 16 in flight, byte[1 MiB], large stream", 8, 16, 100, new byte[1024 * 1024], "echo-large"),
    ];

    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var passes = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        await using var peer = await PeerProcess.StartAsync();
        var system = RemoteSystem.Start("bench");
        await output.WriteLineAsync("| exchange | messages/s | MiB/s | bytes allocated per message |\n|---|---|---|---|");
        foreach (var row in Rows)
        {
            await PassAsync(system, peer.Address, row, warmUp: true);
            for (var pass = 0; pass < passes; pass++)
            {
                var allocated = GC.GetTotalAllocatedBytes();
                var elapsed = await PassAsync(system, peer.Address, row, warmUp: false);
                var messages = 2.0 * row.Pairs * row.Count;
                var perSecond = messages / elapsed.TotalSeconds;
                var bytes = (GC.GetTotalAllocatedBytes() - allocated) / messages;
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {row.Name} | {perSecond:n0} | {perSecond * row.Length / (1024 * 1024):n0} | {bytes:n0} |"));
            }
        }

        await system.Terminate();
        return 0;
    }

    private static async Task<TimeSpan> PassAsync(ActorSystem system, string peer, Row row, bool warmUp)
    {
        var echoes = new List<IActorRef>();
        for (var i = 0; i < row.Pairs; i++)
            echoes.Add(await system.ActorSelection($"{peer}/user/{row.Echo}-{i}").ResolveOne(Patience));
        var count = warmUp ? Math.Max(1, row.Count / 2) : row.Count;
        var done = echoes.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < row.Pairs; i++)
        {
            var name = row.Echo.Replace("echo", "pinger", StringComparison.Ordinal);
            system.ActorOf(
                Props.Create<Pinger>(echoes[i], row.Payload, Math.Min(row.InFlight, count), (long)count, done[i]),
                $"{name}-{Stopwatch.GetTimestamp()}-{i}");
        }

        await Task.WhenAll(done.Select(one => one.Task));
        return watch.Elapsed;
    }

    private sealed record Row(string Name, int Pairs, int InFlight, int Count, object Payload, string Echo)
    {
        public int Length => Payload is byte[] bytes ? bytes.Length : ((string)Payload).Length;
    }
}
