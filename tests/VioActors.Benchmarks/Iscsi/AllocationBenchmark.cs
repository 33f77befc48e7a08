using System.Globalization;
using VioActors.Actors.Settings;
using VioActors.Node.Cli;
using VioActors.Node.Configuration;
using VioActors.Node.Dev;

namespace VioActors.Benchmarks.Iscsi;

/// <summary>
/// What one I/O through the portal allocates at steady state, by the counters of the runtime: the dev role in this process, the initiator
/// in another. Prints a Markdown table.
/// </summary>
internal static class AllocationBenchmark
{
    private static readonly (string Name, string Arguments, int Count)[] Patterns =
    [
        ("4 KiB read, depth 1", "-d 1 -s 4096 -S 67133440", 20_000), ("4 KiB read, depth 32", "-d 32 -s 4096 -S 67133440", 100_000),
        ("4 KiB write, depth 1", "-w -d 1 -s 4096 -S 67133440", 20_000),
        ("4 KiB write, depth 32", "-w -d 32 -s 4096 -S 67133440", 100_000), ("64 KiB read, depth 32", "-d 32 -s 65536", 20_000),
        ("64 KiB write, depth 32", "-w -d 32 -s 65536", 20_000), ("1 MiB read, depth 32", "-d 32 -s 1048576", 2_000),
        ("1 MiB write, depth 32", "-w -d 32 -s 1048576", 2_000),
    ];

    public static async Task<int> RunAsync(string folder, TextWriter output)
    {
        var work = Directory.CreateDirectory(Path.Combine(folder, $"vioactors-allocations-{Environment.ProcessId}")).FullName;
        try
        {
            string[] settings =
            [
                "vio-actors.iscsi.port-first=0", "petabridge.cmd.port=0", "vio-actors.lpar.enabled=off", "vio-actors.management.api.port=0",
                "akka.loglevel=OFF", "akka.stdout-loglevel=OFF",
                $"vio-actors.pool.physical-volumes=[{{ name = pv1, size = {Servers.SizeMebibytes + 256}MiB }}]",
                $"vio-actors.logical-units=[{{ name = lu1, size = {Servers.SizeMebibytes}MiB, client = client1 }}]",
            ];
            var config = NodeConfiguration.Load(new SettingsOverrides([], settings, work), new Dictionary<string, string>());
            await using var system = await DevSystem.StartAsync(
                config, DevEnvironment.Real(VioActorsSettings.Read(config)), CancellationToken.None);
            var portal = (await system.ReportOfAsync("vios1")).Portals[0];
            await WriteAsync($"iscsi://{portal}/{system.TargetNameOf("client1")}/1", output);
            return 0;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task WriteAsync(string url, TextWriter output)
    {
        await Servers.RunAsync($"qemu-img bench -f raw -c {Servers.SizeMebibytes} -d 8 -s 1048576 -w {url}");
        output.WriteLine("| pattern | I/Os counted | bytes allocated an I/O | collections (generation 0, 1, 2) |");
        output.WriteLine("|---|---|---|---|");
        foreach (var (name, arguments, count) in Patterns)
        {
            // The first run compiles, fills pools and is not counted.
            await Servers.RunAsync($"qemu-img bench -f raw -c {count} {arguments} {url}");
            var (bytes, before) = (GC.GetTotalAllocatedBytes(precise: true), Collections());
            await Servers.RunAsync($"qemu-img bench -f raw -c {count} {arguments} {url}");
            bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
            var collections = string.Join(", ", Collections().Zip(before, static (now, then) => now - then));
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"| {name} | {count} | {bytes / (double)count:F0} | {collections} |"));
        }
    }

    private static int[] Collections() => [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];
}
