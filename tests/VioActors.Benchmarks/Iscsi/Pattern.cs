using System.Globalization;
using System.Text.RegularExpressions;

namespace VioActors.Benchmarks.Iscsi;

/// <summary>One access pattern: which tool drives it and how its figure is read. Immutable.</summary>
/// <param name="Name">For the table.</param>
/// <param name="SizeBytes">Size of one I/O.</param>
/// <param name="Arguments">Command line of the tool without the URL; the tool is its first word.</param>
/// <param name="Count">I/Os of a run whose tool tells only its duration; 0: the tool tells I/Os a second itself.</param>
internal sealed partial record Pattern(string Name, int SizeBytes, string Arguments, int Count)
{
    /// <summary>Stride of qemu-img bench that visits blocks in an order that looks random: 16390 blocks of 4 KiB.</summary>
    private const string Scattered = "-S 67133440";

    public static IReadOnlyList<Pattern> All { get; } =
    [
        PerfRead("4 KiB random read, depth 1", 1),
        PerfRead("4 KiB random read, depth 32", 32),
        Bench("4 KiB random write, depth 1", 4096, 1, 20_000, $"-w {Scattered}"),
        Bench("4 KiB random write, depth 32", 4096, 32, 60_000, $"-w {Scattered}"),
        Bench("4 KiB scattered read, depth 1", 4096, 1, 20_000, Scattered),
        Bench("4 KiB scattered read, depth 32", 4096, 32, 60_000, Scattered),
        Bench("64 KiB sequential read, depth 1", 65536, 1, 10_000, ""),
        Bench("64 KiB sequential read, depth 32", 65536, 32, 20_000, ""),
        Bench("64 KiB sequential write, depth 1", 65536, 1, 10_000, "-w"),
        Bench("64 KiB sequential write, depth 32", 65536, 32, 20_000, "-w"),
        Bench("1 MiB sequential read, depth 1", 1 << 20, 1, 1_500, ""),
        Bench("1 MiB sequential read, depth 32", 1 << 20, 32, 2_000, ""),
        Bench("1 MiB sequential write, depth 1", 1 << 20, 1, 1_000, "-w"),
        Bench("1 MiB sequential write, depth 32", 1 << 20, 32, 1_500, "-w"),
    ];

    /// <summary>The same pattern on a file: iscsi-perf only speaks iSCSI.</summary>
    public Pattern ForFile =>
        Count > 0 ? this : Bench(Name, SizeBytes, Name.EndsWith("32", StringComparison.Ordinal) ? 32 : 1, 100_000, Scattered);

    /// <summary>The tool speaks only iSCSI.</summary>
    public bool IsForIscsiOnly => Count == 0;

    /// <summary>I/Os a second, from what the tool said.</summary>
    /// <exception cref="FormatException">The tool said something else.</exception>
    public double Read(string output)
    {
        if (Count == 0)
        {
            var rates = PerfRate().Matches(output);
            return rates.Count > 0 ? Number(rates[^1]) : throw new FormatException($"{Arguments} told no rate:\n{output}");
        }

        var duration = BenchDuration().Match(output);
        return duration.Success ? Count / Number(duration) : throw new FormatException($"{Arguments} told no duration:\n{output}");
    }

    private static Pattern PerfRead(string name, int depth) => new(name, 4096, $"iscsi-perf -m {depth} -b 8 -t 2 -r", 0);

    private static Pattern Bench(string name, int sizeBytes, int depth, int count, string more) =>
        new(name, sizeBytes, $"qemu-img bench -f raw -c {count} -d {depth} -s {sizeBytes} {more}".TrimEnd(), count);

    private static double Number(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"iops average (\d+)")]
    private static partial Regex PerfRate();

    [GeneratedRegex(@"Run completed in ([\d.]+) seconds")]
    private static partial Regex BenchDuration();
}
