using System.Globalization;

namespace VioActors.Benchmarks.Storage;

/// <summary>
/// The storage pool: a mapped unit beside the plain path to its volume, maps of a large unit, and units through the portal beside qcow2.
/// Every pattern on each in turn, pass after pass. Prints Markdown tables.
/// </summary>
internal static class StorageBenchmark
{
    public static async Task<int> RunAsync(string folder, int passes, TextWriter output)
    {
        await WriteAsync(folder, passes, StorageScale.Full, output);
        return 0;
    }

    public static async Task WriteAsync(string folder, int passes, StorageScale scale, TextWriter output)
    {
        output.WriteLine($"Files in `{folder}`, {passes} passes in turn, {scale.SizeMebibytes} MiB, {Environment.ProcessorCount} cores, "
            + $".NET {Environment.Version}. Medians, I/O a second; the ratio is the median of those of each pass.");
        Table(output, "allocated unit in process", "unit", "plain path", await PlainPathBenchmark.RunAsync(folder, passes, scale));
        output.WriteLine();
        output.WriteLine($"| map of a unit of {scale.MapTebibytes} TiB, all of it written | |");
        output.WriteLine("|---|---|");
        foreach (var (name, value) in MapBenchmark.Measure(scale))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {value:F1} |"));
        if (scale.Served)
            Table(output, "through a server", "unit, iSCSI", "qcow2, NBD", await ServedBenchmark.RunAsync(folder, passes, scale));
    }

    private static void Table(TextWriter output, string title, string product, string other, IReadOnlyList<Row> rows)
    {
        output.WriteLine();
        output.WriteLine($"| {title} | {product} | {other} | ratio |");
        output.WriteLine("|---|---|---|---|");
        foreach (var row in rows)
            output.WriteLine(row);
        output.Flush();
    }
}
