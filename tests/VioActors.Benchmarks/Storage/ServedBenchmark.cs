using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using VioActors.Benchmarks.Iscsi;

namespace VioActors.Benchmarks.Storage;

/// <summary>
/// A unit of the product through its portal beside a qcow2 file behind qemu-nbd, both driven by <c>qemu-img bench</c>: fresh, written, with
/// snapshots, and as a clone (for qcow2: an overlay over the file).
/// </summary>
internal static partial class ServedBenchmark
{
    private const string Scattered = "-S 67133440";

    private static readonly (string Name, string Arguments, int Count)[] Patterns =
    [
        ("4 KiB random read", $"-c 20000 -d 32 -s 4096 {Scattered}", 20_000),
        ("4 KiB random write", $"-c 20000 -d 32 -s 4096 -w {Scattered}", 20_000),
        ("1 MiB sequential read", "-c 500 -d 8 -s 1048576", 500),
        ("1 MiB sequential write", "-c 500 -d 8 -s 1048576 -w", 500),
    ];

    public static async Task<IReadOnlyList<Row>> RunAsync(string folder, int passes, StorageScale scale)
    {
        var rows = new Dictionary<string, Row>();
        for (var pass = 0; pass < passes; pass++)
        {
            foreach (var snapshots in scale.Snapshots)
                await PassAsync(folder, scale, snapshots, rows);
        }

        return [.. rows.Values];
    }

    private static async Task PassAsync(string folder, StorageScale scale, int snapshots, Dictionary<string, Row> rows)
    {
        var work = Directory.CreateDirectory(Path.Combine(folder, $"served-{Environment.ProcessId}-{snapshots}")).FullName;
        try
        {
            var qcow = Path.Combine(work, "disk.qcow2");
            await Servers.RunAsync($"qemu-img create -q -f qcow2 {qcow} {scale.SizeMebibytes}M");
            using var product = await ProductServer.StartAsync(work, scale);
            if (snapshots == 0)
            {
                await BothAsync("fresh, 1 MiB sequential write", Patterns[3], product.Url("lu1"), qcow, rows);
                await BothAsync("fresh, 4 KiB random write", Patterns[1], product.Url("lu2"), await FreshAsync(work, scale), rows);
            }

            await FillAsync(product.Url("lu1"), scale);
            await FillAsync(qcow, scale);
            for (var number = 0; number < snapshots; number++)
            {
                await product.PbmAsync($"snapshot create -lu lu1 -name s{number}");
                await Servers.RunAsync($"qemu-img snapshot -c s{number} {qcow}");
                await Servers.RunAsync($"qemu-img bench -f raw -q -c 4 -d 1 -s 1048576 -w {product.Url("lu1")}");
                await Servers.RunAsync($"qemu-img bench -f qcow2 -q -c 4 -d 1 -s 1048576 -w {qcow}");
            }

            foreach (var pattern in Patterns)
                await BothAsync($"written, {snapshots} snapshots, {pattern.Name}", pattern, product.Url("lu1"), qcow, rows);
            if (snapshots > 0)
            {
                foreach (var pattern in Patterns)
                {
                    var kind = pattern.Arguments.Contains("-w", StringComparison.Ordinal) ? "again" : "";
                    await BothAsync(
                        $"written {kind}, {snapshots} snapshots, {pattern.Name}".Replace(" ,", ",", StringComparison.Ordinal), pattern,
                        product.Url("lu1"), qcow, rows);
                }
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<string> FreshAsync(string work, StorageScale scale)
    {
        var qcow = Path.Combine(work, "fresh.qcow2");
        await Servers.RunAsync($"qemu-img create -q -f qcow2 {qcow} {scale.SizeMebibytes}M");
        return qcow;
    }

    private static Task FillAsync(string target, StorageScale scale) => Servers.RunAsync(
        $"qemu-img bench -q -f {(target.Contains("://", StringComparison.Ordinal) ? "raw" : "qcow2")} -c {scale.SizeMebibytes} -d 8 "
        + $"-s 1048576 -w {target}");

    private static async Task BothAsync(
        string name, (string Name, string Arguments, int Count) pattern, string url, string qcow, Dictionary<string, Row> rows)
    {
        if (!rows.TryGetValue(name, out var row))
            rows.Add(name, row = new Row(name));
        row.Product.Add(await RateAsync(pattern, url));
        row.Other.Add(await OverNbdAsync(pattern, qcow));
        Console.Error.WriteLine(row);
    }

    private static async Task<double> RateAsync((string Name, string Arguments, int Count) pattern, string url)
    {
        var told = BenchDuration().Match(await Servers.RunAsync($"qemu-img bench -f raw {pattern.Arguments} {url}"));
        return pattern.Count / double.Parse(told.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static async Task<double> OverNbdAsync((string Name, string Arguments, int Count) pattern, string qcow)
    {
        var socket = Path.Combine(Path.GetTempPath(), $"bench-{Environment.ProcessId}.sock");
        File.Delete(socket);
        var start = new ProcessStartInfo("qemu-nbd") { UseShellExecute = false };
        foreach (var word in new[] { "-f", "qcow2", "-k", socket, "--cache=writeback", "--persistent", qcow })
            start.ArgumentList.Add(word);
        using var server = Process.Start(start)!;
        try
        {
            using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (!File.Exists(socket) && !server.HasExited)
                await polls.WaitForNextTickAsync();
            return await RateAsync(pattern, $"nbd+unix:///?socket={socket}");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
            File.Delete(socket);
        }
    }

    [GeneratedRegex(@"Run completed in ([\d.]+) seconds")]
    private static partial Regex BenchDuration();
}
