using System.Globalization;

namespace VioActors.Benchmarks.Iscsi;

/// <summary>
/// The portal against tgt and nbdkit on files of the same folder, and against the file without any server: every pattern on each of them
/// in turn, pass after pass, so that what else the machine does hits all alike. Prints a Markdown table with medians, ratios, and the
/// server's processor time for each I/O.
/// </summary>
internal static class IscsiBenchmark
{
    /// <param name="only">Patterns whose name contains it; empty: all.</param>
    public static async Task<int> RunAsync(string folder, int passes, string only, TextWriter output)
    {
        var patterns = Pattern.All.Where(pattern => pattern.Name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToList();
        var work = Directory.CreateDirectory(Path.Combine(folder, $"vioactors-bench-{Environment.ProcessId}")).FullName;
        try
        {
            var content = Fill(Path.Combine(work, "content.img"));
            using var product = await Servers.StartProductAsync(work, content);
            using var tgt = await Servers.StartTgtAsync(content);
            using var nbdkit = await Servers.StartNbdkitAsync(content);
            var results = patterns.ToDictionary(pattern => pattern, _ => new Figures());
            for (var pass = 0; pass < passes; pass++)
            {
                foreach (var pattern in patterns)
                    await MeasureAsync(pattern, product, tgt, nbdkit, content, results[pattern]);
                Console.Error.WriteLine($"pass {pass + 1} of {passes} done, load {File.ReadAllText("/proc/loadavg").Trim()}");
            }

            Write(results, folder, passes, output);
            return 0;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task MeasureAsync(
        Pattern pattern, ServerProcess product, ServerProcess tgt, ServerProcess nbdkit, string file, Figures figures)
    {
        figures.Product.Add(await OneAsync(pattern, product));
        figures.Tgt.Add(await OneAsync(pattern, tgt));
        if (!pattern.IsForIscsiOnly)
            figures.Nbdkit.Add(await OneAsync(pattern, nbdkit));
        figures.File.Add(pattern.ForFile.Read(await Servers.RunAsync($"{pattern.ForFile.Arguments} {file}")));
    }

    private static async Task<(double Rate, double ProcessorMicroseconds)> OneAsync(Pattern pattern, ServerProcess server)
    {
        var (before, start) = (server.ProcessorSeconds(), TimeProvider.System.GetTimestamp());
        var rate = pattern.Read(await Servers.RunAsync($"{pattern.Arguments} {server.Url}"));
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        var count = pattern.Count > 0 ? pattern.Count : rate * Math.Min(seconds, 2);
        return (rate, (server.ProcessorSeconds() - before) / count * 1e6);
    }

    private static void Write(Dictionary<Pattern, Figures> results, string folder, int passes, TextWriter output)
    {
        output.WriteLine($"Files in `{folder}`, {passes} passes in turn, {Servers.SizeMebibytes} MiB, "
            + $"{Environment.ProcessorCount} cores, .NET {Environment.Version}. Median (best) I/O a second.");
        output.WriteLine();
        output.WriteLine("| pattern | VioActors | tgt | nbdkit | the file itself | ratio to tgt | ratio to nbdkit | CPU µs an I/O, "
            + "VioActors | tgt | nbdkit | ratio to tgt |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (pattern, figures) in results)
        {
            var (product, tgt, nbdkit) = (Middle(figures.Product), Middle(figures.Tgt), Middle(figures.Nbdkit));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {pattern.Name} | {product.Rate:F0} ({figures.Product.Max(one => one.Rate):F0}) | {tgt.Rate:F0} "
                    + $"({figures.Tgt.Max(one => one.Rate):F0}) | {Figure(nbdkit.Rate, "F0")} | {Median(figures.File):F0} | "
                    + $"{product.Rate / tgt.Rate:F2} | {Figure(product.Rate / nbdkit.Rate, "F2")} | {product.Cpu:F1} | {tgt.Cpu:F1} | "
                    + $"{Figure(nbdkit.Cpu, "F1")} | {product.Cpu / tgt.Cpu:F2} |"));
        }
    }

    private static (double Rate, double Cpu) Middle(List<(double Rate, double Cpu)> runs) => runs.Count == 0
        ? (double.NaN, double.NaN)
        : (Median(runs.Select(one => one.Rate)), Median(runs.Select(one => one.Cpu)));

    private static string Figure(double value, string format) =>
        double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Fill(string path)
    {
        var block = new byte[1 << 20];
        var random = new Random(20_261_121);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, block.Length);
        for (var index = 0; index < Servers.SizeMebibytes; index++)
        {
            random.NextBytes(block);
            file.Write(block);
        }

        return path;
    }

    /// <summary>What was measured of one pattern, one entry a pass.</summary>
    private sealed class Figures
    {
        public List<(double Rate, double Cpu)> Product { get; } = [];

        public List<(double Rate, double Cpu)> Tgt { get; } = [];

        public List<(double Rate, double Cpu)> Nbdkit { get; } = [];

        public List<double> File { get; } = [];
    }
}
