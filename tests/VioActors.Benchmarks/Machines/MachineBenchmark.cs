using VioActors.Benchmarks.Engine;

namespace VioActors.Benchmarks.Machines;

/// <summary>What an image of a running machine saves (OSI-8): time to a machine that runs, and memory of several on one host.</summary>
internal static class MachineBenchmark
{
    public const string OfImage = "machine runs after it is activated, from an image, ms";
    public const string Cold = "machine runs after it is activated, booted, ms";
    public const string Made = "image made of a hidden machine, ms";

    public static string Memory(int count, string how) => $"memory of {count} machines, {how}, MiB (PSS)";

    public static string Shared(int count) => Memory(count, "of one image");

    public static string Private(int count) => Memory(count, "each of an image of its own");

    public static string Booted(int count) => Memory(count, "booted");

    public static async Task<int> RunAsync(int count, int passes, TextWriter output)
    {
        if (BenchGuest.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 2;
        }

        var figures = await MeasureAsync(count, passes);
        await output.WriteLineAsync(
            $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, machines of {MachineBenchRig.MemoryMebibytes} MiB "
                + $"without virtualisation (TCG), {passes} passes");
        await output.WriteLineAsync("| what | median | lowest to highest |\n|---|---|---|");
        foreach (var name in figures.Names)
        {
            var (lowest, highest) = figures.Range(name);
            await output.WriteLineAsync(
                $"| {name} | {Figures.Text(figures.Median(name))} | {Figures.Text(lowest)} to {Figures.Text(highest)} |");
        }

        return 0;
    }

    /// <param name="count">Machines that run at one time.</param>
    public static async Task<Figures> MeasureAsync(int count, int passes)
    {
        var figures = new Figures();
        await using var rig = await MachineBenchRig.StartAsync();
        for (var pass = 1; pass <= passes; pass++)
        {
            var image = $"image{pass}";
            figures.Add(Made, await rig.MakeImageAsync(image) * 1000);
            figures.Add(Shared(count), await RunTogetherAsync(
                count, number => rig.DefineOfImageAsync($"shared{pass}-{number}", image), rig, figures, OfImage));
            figures.Add(Private(count), await RunTogetherAsync(
                count,
                async number =>
                {
                    await rig.MakeImageAsync($"own{pass}-{number}");
                    return await rig.DefineOfImageAsync($"private{pass}-{number}", $"own{pass}-{number}");
                },
                rig, figures, null));
            figures.Add(Booted(count), await RunTogetherAsync(
                count, number => rig.DefineAsync($"booted{pass}-{number}"), rig, figures, Cold));
        }

        return figures;
    }

    /// <summary>Defines them all, then activates one after the other; gives the memory of all of them while they run.</summary>
    private static async Task<double> RunTogetherAsync(
        int count, Func<int, Task<string>> define, MachineBenchRig rig, Figures figures, string? timed)
    {
        var machines = new List<string>();
        for (var number = 1; number <= count; number++)
            machines.Add(await define(number));
        foreach (var machine in machines)
        {
            var milliseconds = await rig.ActivateAsync(machine);
            if (timed is not null)
                figures.Add(timed, milliseconds);
        }

        var memory = 0.0;
        foreach (var machine in machines)
            memory += await rig.MemoryAsync(machine);
        foreach (var machine in machines)
            await rig.EndAsync(machine);
        return memory;
    }
}
