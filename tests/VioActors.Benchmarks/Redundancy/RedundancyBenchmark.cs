using System.Globalization;
using VioActors.Benchmarks.Engine;
using VioActors.Initiator;
using VioActors.Initiator.Checking;

namespace VioActors.Benchmarks.Redundancy;

/// <summary>
/// What a client notices when a fabric or a VIOS is lost and returns (RED-2, RED-4, RED-8, RED-9), and what I/O through a peer costs
/// against I/O on the own path. Every byte is checked: an error or a history that is not linearizable ends it with exit code 1.
/// </summary>
internal static class RedundancyBenchmark
{
    private const int BlockCount = 64;
    private const int BlockSize = 4096;
    private const int Workers = 4;
    private const string Name = "iqn.2026-11.bench:redundancy";

    /// <summary>Of each size and each way: what runs for days runs code that the compiler has seen for a while.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    /// <param name="pauses">Measure pauses, too; false: throughput only.</param>
    public static async Task<int> RunAsync(int passes, int seconds, bool pauses, TextWriter output)
    {
        var figures = new Figures();
        var history = new BlockHistory();
        await using var cluster = new BenchTopology();
        await cluster.StartMissingAsync();
        await ThroughputAsync(cluster, figures, passes, TimeSpan.FromSeconds(seconds));
        var errors = pauses ? await PausesAsync(cluster, figures, history, passes) : [];
        var contradictions = Linearizability.Check(history.Operations);

        await output.WriteLineAsync(
            $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {passes} passes, {seconds} s each; three VIOSes");
        await output.WriteLineAsync("| what | median | lowest to highest |\n|---|---|---|");
        foreach (var name in figures.Names)
        {
            var (lowest, highest) = figures.Range(name);
            await output.WriteLineAsync(
                $"| {name} | {Figures.Text(figures.Median(name))} | {Figures.Text(lowest)} to {Figures.Text(highest)} |");
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{history.Operations.Count} commands in the phases of pauses, {errors.Count} errors, {contradictions.Count} contradictions."));
        foreach (var line in errors.Concat(contradictions).Take(10))
            await output.WriteLineAsync(line);
        return errors.Count + contradictions.Count == 0 ? 0 : 1;
    }

    private static MultipathDisk Disk(BenchTopology cluster, int port, params string[] vioses) => new(
        [.. vioses.Select(vios => (Func<Task<IscsiTarget>>)(() => cluster.TargetAsync(vios)))], Name, port, TimeProvider.System);

    private static async Task ThroughputAsync(BenchTopology cluster, Figures figures, int passes, TimeSpan duration)
    {
        await using var disk = Disk(cluster, 50, "vios1");
        await ThroughputLoad.FillAsync(disk);
        await MeasureAsync(cluster, disk, WarmUp);
        await CutAsync(cluster, "vios1");
        await MeasureAsync(cluster, disk, WarmUp);
        await RestoreAsync(cluster, "vios1");
        for (var pass = 0; pass < passes; pass++)
        {
            var local = await MeasureAsync(cluster, disk, duration);
            await CutAsync(cluster, "vios1");
            var propagated = await MeasureAsync(cluster, disk, duration);
            await RestoreAsync(cluster, "vios1");
            foreach (var (what, rate, cost) in local)
            {
                var (_, through, costThrough) = propagated.Single(other => other.What == what);
                figures.Add($"{what}: own path, 1/s", rate);
                figures.Add($"{what}: through a peer, 1/s", through);
                figures.Add($"{what}: through a peer, % of the own path", 100 * through / rate);
                figures.Add($"{what}: processor time of the VIOSes, own path, µs", cost);
                figures.Add($"{what}: processor time of the VIOSes, through a peer, µs", costThrough);
            }
        }
    }

    private static async Task<List<(string What, double Rate, double Microseconds)>> MeasureAsync(
        BenchTopology cluster, MultipathDisk disk, TimeSpan duration)
    {
        var measured = new List<(string, double, double)>();
        foreach (var size in new[] { 4096, 65536, 1 << 20 })
        {
            foreach (var writes in new[] { false, true })
            {
                var before = cluster.ProcessorTimeOf("vios1", "vios2", "vios3");
                var rate = await ThroughputLoad.RunAsync(disk, writes, size, duration);
                var used = cluster.ProcessorTimeOf("vios1", "vios2", "vios3") - before;
                measured.Add((
                    $"{size / 1024} KiB {(writes ? "writes" : "reads")}", rate,
                    used.TotalMicroseconds / (rate * duration.TotalSeconds)));
            }
        }

        return measured;
    }

    private static async Task<List<string>> PausesAsync(BenchTopology cluster, Figures figures, BlockHistory history, int passes)
    {
        await using var disk = Disk(cluster, 60, "vios1", "vios2", "vios3");
        await using var other = Disk(cluster, 61, "vios2", "vios3", "vios1");
        BlockClient[] clients =
        [
            new("vios1", 0, disk, history, BlockSize, TimeProvider.System), new("vios2", 1, other, history, BlockSize, TimeProvider.System),
        ];
        using var enough = new CancellationTokenSource();
        var load = Task.WhenAll(clients.Select((client, index) => client.RunAsync(Workers, BlockCount, 50, index, enough.Token)));
        async Task PhaseAsync(string what, Func<Task> disturb)
        {
            foreach (var client in clients)
                client.BeginPhase();
            await disturb();
            await WaitAsync(Settle);
            figures.Add($"longest command, {what}, ms", clients.Max(client => client.Longest).TotalMilliseconds);
        }

        await WaitAsync(Settle);
        for (var pass = 0; pass < passes; pass++)
        {
            await PhaseAsync("nothing happens", () => Task.CompletedTask);
            await PhaseAsync("fabric cut", () => CutAsync(cluster, "vios1"));
            await PhaseAsync("fabric back", () => RestoreAsync(cluster, "vios1"));
            await PhaseAsync("fabric hangs (answer-limit 10 s, looked at each 1 s)", () => HangAsync(cluster, "vios1"));
            await PhaseAsync("hanging fabric back", () => RestoreAsync(cluster, "vios1"));
            await PhaseAsync("VIOS killed", () => cluster.KillAsync("vios1"));
            await PhaseAsync("VIOS back", cluster.StartMissingAsync);
            await CutAsync(cluster, "vios1");
            await PhaseAsync("peer killed while it propagates", () => cluster.KillAsync("vios2"));
            await cluster.StartMissingAsync();
            await RestoreAsync(cluster, "vios1");
        }

        await enough.CancelAsync();
        await load;
        await clients[0].ReadAllAsync(BlockCount);
        await clients[1].ReadAllAsync(BlockCount);
        return [.. clients.SelectMany(client => client.Errors)];
    }

    private static async Task CutAsync(BenchTopology cluster, string vios)
    {
        var had = cluster.CountInLog(vios, "is Down");
        await cluster.PbmAsync($"fabric cut -n {vios}");
        await cluster.LogsMoreAsync(vios, "is Down", had);
    }

    private static async Task HangAsync(BenchTopology cluster, string vios)
    {
        var had = cluster.CountInLog(vios, "is lost on");
        await cluster.PbmAsync($"fabric slow -n {vios} -ms 60000");
        await cluster.LogsMoreAsync(vios, "is lost on", had);
    }

    private static async Task RestoreAsync(BenchTopology cluster, string vios)
    {
        var had = cluster.CountInLog(vios, "it is used again");
        await cluster.PbmAsync($"fabric restore -n {vios}");
        await cluster.LogsMoreAsync(vios, "it is used again", had);
    }

    private static async Task WaitAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync();
    }
}
