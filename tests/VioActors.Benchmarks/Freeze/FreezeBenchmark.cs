using Akka.Actor;
using VioActors.Actors.Lpar;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Benchmarks.Engine;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Values;

namespace VioActors.Benchmarks.Freeze;

/// <summary>How long freezing and going on take, and what dispatching and heartbeats cost (NPV-3, NPV-7).</summary>
internal static class FreezeBenchmark
{
    public const string Errors = "guests that crashed, saw an error or sent while frozen";
    public const string Commands = "commands that reached a disk between frozen and return";
    public const string Heartbeat = "heartbeat and its answer, µs";
    public const string EmptySlice = "a slice without work: prod, dispatch, cede, µs";
    public const string SliceWithIo = "processor time of a slice with the I/O in it, µs";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static string Frozen(int count) => $"{count} partitions frozen after the failure is told, ms";

    public static string Resumed(int count) => $"{count} partitions running after the VIOS is back, ms";

    public static string Planned(int count) => $"window of {count} busy partitions planned, µs a slice";

    public static async Task<int> RunAsync(int passes, TextWriter output)
    {
        var figures = await MeasureAsync([1, 50, 500], passes, rate: 20);
        await output.WriteLineAsync($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {passes} passes");
        await output.WriteLineAsync("| what | median | lowest to highest |\n|---|---|---|");
        foreach (var name in figures.Names)
        {
            var (lowest, highest) = figures.Range(name);
            await output.WriteLineAsync(
                $"| {name} | {Figures.Text(figures.Median(name))} | {Figures.Text(lowest)} to {Figures.Text(highest)} |");
        }

        return 0;
    }

    /// <param name="rate">Operations a second of each partition.</param>
    public static async Task<Figures> MeasureAsync(int[] counts, int passes, int rate)
    {
        var figures = new Figures();
        foreach (var count in counts)
        {
            await using var rig = await FreezeRig.StartAsync(count, rate);

            // Once to warm up.
            await PassAsync(rig, count, new Figures());
            for (var pass = 0; pass < passes; pass++)
                await PassAsync(rig, count, figures);
            Plan(count, figures);
            if (count == counts[^1])
                await CostAsync(rig, passes, figures);
        }

        return figures;
    }

    private static async Task PassAsync(FreezeRig rig, int count, Figures figures)
    {
        await rig.UntilAllWriteAsync();
        var clock = Clock.Start();
        var ready = await rig.FailAsync();
        figures.Add(Frozen(count), clock.Seconds * 1000);
        if (ready.Frozen.Count != count)
            throw new InvalidOperationException($"{ready.Frozen.Count} of {count} partitions were frozen.");

        // Each is looked at before its end is told: what has come to the disk between is its probe.
        var frozen = await rig.UntilAsync(report => report.Partitions.All(partition => partition.State == DispatchState.Frozen));
        var before = rig.Disk.Commands;
        await rig.GuestsAsync();
        figures.Add(Commands, rig.Disk.Commands - before);

        clock = Clock.Start();
        rig.Return();
        var running = await rig.UntilAsync(report => report.Partitions.All(partition => partition.State == DispatchState.Running));
        figures.Add(Resumed(count), clock.Seconds * 1000);
        await rig.UntilAllWriteAsync();
        var guests = await rig.GuestsAsync();
        figures.Add(Errors, frozen.Partitions.Concat(running.Partitions).Sum(partition => partition.SentWhileFrozen)
            + guests.Count(guest => guest.State != GuestState.Running || guest.IoErrors > 0));
    }

    /// <summary>The plan alone: every partition wants all that it can get.</summary>
    private static void Plan(int count, Figures figures)
    {
        var table = new DispatchTable(256, TimeSpan.FromMilliseconds(10));
        for (var id = 1; id <= count; id++)
        {
            table.Activate(new PartitionProfile(new PartitionId(id), ProcessorMode.Uncapped, 10, 1, id % 256, 1));
            table.Prod(new VirtualProcessorId(new PartitionId(id), 0));
        }

        var windows = Math.Max(20, 20_000 / count);
        for (var window = 0; window < windows; window++)
            table.RunWindow();
        var slices = 0L;
        var clock = Clock.Start();
        for (var window = 0; window < windows; window++)
            slices += table.RunWindow().Count;
        figures.Add(Planned(count), clock.Seconds * 1e6 / slices);
    }

    private static async Task CostAsync(FreezeRig rig, int passes, Figures figures)
    {
        const int Beats = 2000;
        var idle = await rig.AddIdleAsync();
        for (var pass = 0; pass < passes; pass++)
        {
            var clock = Clock.Start();
            for (var beat = 0; beat < Beats; beat++)
                await rig.Vios.Ask(new Heartbeat(beat), Patience);
            figures.Add(Heartbeat, clock.Seconds * 1e6 / Beats);

            clock = Clock.Start();
            await idle.Ask(new IdleLpar.Slices(Beats), Patience);
            figures.Add(EmptySlice, clock.Seconds * 1e6 / Beats);

            // Working guests: processor time of this process for each slice, their I/O with it.
            var (before, cpu) = (await rig.ProcessorsAsync(), Environment.CpuUsage.TotalTime);
            await rig.UntilAllWriteAsync();
            await rig.UntilAllWriteAsync();
            var slices = Dispatches(await rig.ProcessorsAsync()) - Dispatches(before);
            figures.Add(SliceWithIo, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / slices);
        }
    }

    private static long Dispatches(ProcessorFigures figures) => figures.Partitions.Sum(partition => partition.Dispatches);
}
