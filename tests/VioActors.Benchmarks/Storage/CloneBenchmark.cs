using System.Diagnostics;
using System.Globalization;
using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Benchmarks.Iscsi;

namespace VioActors.Benchmarks.Storage;

/// <summary>
/// Snapshots and clones of a unit with many chunks, through the portal and the VIOS API: how long each takes, and how long the slowest
/// write waits meanwhile. Beside it qcow2 by <c>qemu-img</c>: a snapshot inside a file of the same content that nobody has open, and an
/// overlay over it.
/// </summary>
internal static class CloneBenchmark
{
    private const int WriteBytes = 4096;
    private const int CountPerPass = 5;

    /// <param name="chunks">Chunks of 1 MiB, each touched by one write.</param>
    public static async Task<int> RunAsync(string folder, int chunks, int passes, TextWriter output)
    {
        var work = Directory.CreateDirectory(Path.Combine(folder, $"clones-{Environment.ProcessId}")).FullName;
        try
        {
            output.WriteLine($"Files in `{folder}`, {chunks} chunks of 1 MiB, {passes} passes of {CountPerPass}, "
                + $"{Environment.ProcessorCount} cores, .NET {Environment.Version}. Milliseconds: median and largest.");
            output.WriteLine();
            output.WriteLine("| snapshots and clones | median | largest |");
            output.WriteLine("|---|---|---|");
            await ProductAsync(work, chunks, passes, output);
            await QcowAsync(work, chunks, passes, output);
            return 0;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task ProductAsync(string work, int chunks, int passes, TextWriter output)
    {
        using var product = await ProductServer.StartAsync(work, new StorageScale { SizeMebibytes = chunks });
        using var api = new VioApiClient(product.Api, (await File.ReadAllTextAsync(product.TokenPath)).Trim());
        await TouchAsync("raw", product.Url("lu1"), chunks);

        // What the program that asks has to compile itself is not in the first figure.
        await api.ShowAsync<LuObject>(VioObjectKind.Lu, "lu1");
        var (alone, snapshot, pause, clone) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        await using var writer = await WriteLoop.StartAsync(product.Url("lu1"), chunks);
        for (var number = 0; number < passes * CountPerPass; number++)
        {
            alone.Add(await writer.SlowestWhileAsync(() => writer.SomeAsync(50)));
            var start = Stopwatch.GetTimestamp();
            pause.Add(await writer.SlowestWhileAsync(async () =>
            {
                await api.CreateAsync<SnapshotObject>(new SnapshotCreation("lu1", $"s{number}"));
                snapshot.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }));
            start = Stopwatch.GetTimestamp();
            await api.CreateAsync<LuObject>(new CloneCreation($"clone{number}", $"lu1@s{number}"));
            clone.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Write(output, "unit: slowest of some 50 writes, without a snapshot", alone);
        Write(output, "unit: snapshot by the API", snapshot);
        Write(output, "unit: slowest write meanwhile", pause);
        Write(output, "unit: clone by the API", clone);
    }

    private static async Task QcowAsync(string work, int chunks, int passes, TextWriter output)
    {
        var file = Path.Combine(work, "disk.qcow2");
        await Servers.RunAsync($"qemu-img create -q -f qcow2 {file} {chunks}M");
        await TouchAsync("qcow2", file, chunks);
        var (nothing, snapshot, overlay) = (new List<double>(), new List<double>(), new List<double>());
        for (var number = 0; number < passes * CountPerPass; number++)
        {
            nothing.Add(await TimeAsync("qemu-img --version"));
            snapshot.Add(await TimeAsync($"qemu-img snapshot -c s{number} {file}"));
            overlay.Add(await TimeAsync($"qemu-img create -q -f qcow2 -b {file} -F qcow2 {Path.Combine(work, $"o{number}.qcow2")}"));
        }

        Write(output, "qemu-img: start of the tool alone", nothing);
        Write(output, "qcow2: snapshot, not in use", snapshot);
        Write(output, "qcow2: overlay", overlay);
    }

    private static Task TouchAsync(string format, string target, int chunks) => Servers.RunAsync(
        $"qemu-img bench -q -f {format} -c {chunks} -d 32 -s {WriteBytes} -S {1 << 20} -w {target}");

    private static async Task<double> TimeAsync(string commandLine)
    {
        var start = Stopwatch.GetTimestamp();
        await Servers.RunAsync(commandLine);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Write(TextWriter output, string name, List<double> values)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Row.Median(values):F1} | {values.Max():F1} |"));
        output.Flush();
    }
}
