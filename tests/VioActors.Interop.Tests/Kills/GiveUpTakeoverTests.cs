using VioActors.Interop.Tests.Processes;
using Xunit.Abstractions;

namespace VioActors.Interop.Tests.Kills;

/// <summary>A volume dies and is given up, and the process that has the pool is killed at once: the others know what is lost.</summary>
public sealed class GiveUpTakeoverTests(ITestOutputHelper output)
{
    private const int Mebibytes = 256;
    private const int StepMebibytes = 16;

    [LongFact]
    [Trait("Req", "STO-10")]
    [Trait("Req", "SYS-4")]
    public async Task What_was_on_a_dead_volume_is_lost_through_every_VIOS_and_can_be_written_anew_after_the_pool_has_moved()
    {
        await using var cluster = await Topology.StartAsync();
        var (first, second) = (await cluster.UrlAsync("vios1", "client1"), await cluster.UrlAsync("vios2", "client1"));
        await WriteAsync(first);
        var reached = await cluster.CommandAsync("vios3", "pool", "remove", "-pv", "pv1", "-force");
        Assert.NotEqual(0, reached.ExitCode);
        Assert.Contains("can reach it", reached.Output, StringComparison.Ordinal);

        var path = Row(await cluster.PbmAsync("vios1", "pool pv -fmt | -field name,path"), "pv1")[1];
        File.Delete(path);
        await cluster.SeesAsync("vios1", "pool pv -fmt | -field name,unreached", said => Row(said, "pv1")[1] == "3");
        var said = await cluster.PbmAsync("vios2", "pool remove -pv pv1 -force");
        output.WriteLine(said);
        Assert.Contains("is given up", said, StringComparison.Ordinal);
        var host = await HostAsync(cluster);
        await cluster.KillAsync(host);

        await cluster.SeesAsync(
            "vios1", "pool check -fmt | -field owner,verdict", table => table.Contains("LOST", StringComparison.Ordinal));
        var (lost, kept) = (new List<int>(), 0);
        await using (var qemu = await QemuIo.OpenAsync(first))
        {
            for (var at = 0; at < Mebibytes; at++)
            {
                var read = await qemu.ExecuteAsync($"read -P 0x{PatternAt(at):x2} {at}M 1M");
                if (read.StartsWith("read ", StringComparison.Ordinal) && !read.Contains("failed", StringComparison.Ordinal))
                    kept++;
                else
                    lost.Add(at);
            }

            Assert.NotEmpty(lost);
            output.WriteLine($"{host} was killed; {lost.Count} MiB are lost, {kept} are there.");
            foreach (var at in lost)
                Assert.StartsWith("wrote", await qemu.ExecuteAsync($"write -P 0xee {at}M 1M"), StringComparison.Ordinal);
            Assert.Equal("", await qemu.ExecuteAsync("flush"));
        }

        await using var other = await QemuIo.OpenAsync(second);
        for (var at = 0; at < Mebibytes; at++)
        {
            var pattern = lost.Contains(at) ? 0xEE : PatternAt(at);
            var read = await other.ExecuteAsync($"read -P 0x{pattern:x2} {at}M 1M");
            Assert.True(read.StartsWith("read ", StringComparison.Ordinal) && !read.Contains("failed", StringComparison.Ordinal), read);
        }

        await cluster.StartMissingAsync();
        await cluster.SeesAsync(
            "vios1", "pool pv -fmt | -field name", table => !table.Split('\n').Contains("pv1"));
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

    private static int PatternAt(int mebibyte) => 1 + (mebibyte / StepMebibytes);

    private static string[] Row(string table, string name) => table
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(row => row.Split('|')).Single(row => row[0] == name);

    /// <summary>The process that runs the pool.</summary>
    private static async Task<string> HostAsync(Topology cluster)
    {
        foreach (var node in new[] { "cec1", "cec2", "management1" })
        {
            if ((await cluster.PbmAsync(node, "cluster-sharding list-entities -r pool")).Contains("rootpool", StringComparison.Ordinal))
                return node;
        }

        throw new Xunit.Sdk.XunitException("No process runs the pool.");
    }

    private sealed class LongFactAttribute : FactAttribute
    {
        public LongFactAttribute() => Skip = Environment.GetEnvironmentVariable("VIOACTORS_KILL_DRAINS") == "1"
            ? null
            : "A minute; VIOACTORS_KILL_DRAINS=1 runs it.";
    }
}
