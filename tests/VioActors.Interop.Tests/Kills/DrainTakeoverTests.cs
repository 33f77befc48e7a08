using System.Globalization;
using VioActors.Interop.Tests.Processes;
using Xunit.Abstractions;

namespace VioActors.Interop.Tests.Kills;

/// <summary>SIGKILL of the process that has the pool while it empties a volume: another one goes on with it, no byte is lost.</summary>
public sealed class DrainTakeoverTests(ITestOutputHelper output)
{
    private const string Pool = "rootpool";
    private const int Mebibytes = 256;
    private const int StepMebibytes = 16;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(3);

    [LongFact]
    [Trait("Req", "STO-10")]
    [Trait("Req", "SYS-4")]
    public async Task A_volume_goes_on_being_emptied_by_the_process_that_takes_the_pool_over()
    {
        await using var cluster = await Topology.StartAsync();
        await WriteAsync(await cluster.UrlAsync("vios1", "client1"));
        var host = Assert.Single(await HostsAsync(cluster));
        var fullest = (await VolumesAsync(cluster))!.MaxBy(volume => volume.UsedBytes)!;

        var draining = cluster.CommandAsync("vios2", "pool", "drain", "-pv", fullest.Name);
        var now = await UntilAsync(cluster, volume => volume.UsedBytes < fullest.UsedBytes, fullest.Name);
        await cluster.KillAsync(host);
        output.WriteLine($"{host} killed with {now.UsedBytes} of {fullest.UsedBytes} bytes left.");
        await draining;

        await UntilAsync(cluster, volume => volume.UsedBytes == 0, fullest.Name);
        Assert.NotEqual(host, Assert.Single(await HostsAsync(cluster, host)));
        await ReadAsync(await cluster.UrlAsync("vios1", "client1"));
        await cluster.StartMissingAsync();
        await cluster.SeesAsync("vios3", $"pool remove -pv {fullest.Name}", said => said.Contains("any more", StringComparison.Ordinal));
        await ReadAsync(await cluster.UrlAsync("vios2", "client1"));
        await cluster.SeesAsync(
            "vios1", "pool check -repair -fmt | -field verdict", said => said
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .All(verdict => verdict is "OK" or "REPAIRED"));
    }

    private static async Task WriteAsync(string url)
    {
        await using var qemu = await QemuIo.OpenAsync(url);
        for (var at = 0; at < Mebibytes; at += StepMebibytes)
        {
            Assert.StartsWith(
                "wrote", await qemu.ExecuteAsync($"write -P 0x{PatternAt(at):x2} {at}M {StepMebibytes}M"), StringComparison.Ordinal);
        }

        Assert.Equal("", await qemu.ExecuteAsync("flush"));
    }

    private static async Task ReadAsync(string url)
    {
        await using var qemu = await QemuIo.OpenAsync(url);
        for (var at = 0; at < Mebibytes; at += StepMebibytes)
        {
            Assert.StartsWith(
                "read", await qemu.ExecuteAsync($"read -P 0x{PatternAt(at):x2} {at}M {StepMebibytes}M"), StringComparison.Ordinal);
        }
    }

    private static int PatternAt(int mebibyte) => 1 + (mebibyte / StepMebibytes);

    /// <summary>Processes that run the pool.</summary>
    private static async Task<IReadOnlyList<string>> HostsAsync(Topology cluster, string? but = null)
    {
        List<string> hosts = [];
        foreach (var node in new[] { "cec1", "cec2", "management1" }.Where(node => node != but))
        {
            if ((await cluster.PbmAsync(node, "cluster-sharding list-entities -r pool")).Contains(Pool, StringComparison.Ordinal))
                hosts.Add(node);
        }

        return hosts;
    }

    private static async Task<Volume> UntilAsync(Topology cluster, Func<Volume, bool> isReached, string name)
    {
        using var limit = new CancellationTokenSource(HungAfter);
        using var timer = new PeriodicTimer(LookInterval);
        while (true)
        {
            // The pool may be on its way from one process to the other.
            if ((await VolumesAsync(cluster))?.Single(volume => volume.Name == name) is { } found && isReached(found))
                return found;
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    private static async Task<List<Volume>?> VolumesAsync(Topology cluster)
    {
        var answer = await cluster.CommandAsync("vios1", "pool", "pv", "-fmt", "|", "-field", "name,used");
        return answer.ExitCode != 0 ? null : [.. answer.Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(row => row.Split('|'))
            .Select(row => new Volume(row[0], long.Parse(row[1], CultureInfo.InvariantCulture)))];
    }

    private sealed class LongFactAttribute : FactAttribute
    {
        public LongFactAttribute() => Skip = Environment.GetEnvironmentVariable("VIOACTORS_KILL_DRAINS") == "1"
            ? null
            : "Three quarters of a minute; VIOACTORS_KILL_DRAINS=1 runs it.";
    }

    private sealed record Volume(string Name, long UsedBytes);
}
