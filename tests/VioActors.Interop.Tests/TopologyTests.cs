using System.Text.Json;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>A cluster of processes: what one VIOS acknowledged every other has, whoever dies.</summary>
public sealed class TopologyTests
{
    [Fact]
    [Trait("Req", "STO-6")]
    [Trait("Req", "RED-4")]
    [Trait("Req", "REG-5")]
    public async Task What_was_acknowledged_is_there_through_the_other_VIOS_and_after_the_killed_one_is_back()
    {
        await using var cluster = await Topology.StartAsync();
        var (one, two) = (await cluster.UrlAsync("vios1", "client1"), await cluster.UrlAsync("vios2", "client1"));
        await DoAsync(one, "write -f -P 0x41 0 4M");
        await DoAsync(two, "read -P 0x41 0 4M");
        await DoAsync(two, "write -f -P 0x42 1M 64k");
        await DoAsync(one, "read -P 0x42 1M 64k");

        await cluster.KillAsync("vios1");

        await DoAsync(two, "read -P 0x42 1M 64k");
        await DoAsync(two, "write -f -P 0x43 2M 64k");
        await DoAsync(two, "write -f -P 0x44 100M 1M");
        await cluster.StartMissingAsync();
        one = await cluster.UrlAsync("vios1", "client1");
        await DoAsync(one, "read -P 0x41 0 1M");
        await DoAsync(one, "read -P 0x42 1M 64k");
        await DoAsync(one, "read -P 0x43 2M 64k");
        await DoAsync(one, "read -P 0x44 100M 1M");
        await DoAsync(one, "write -f -P 0x45 3M 64k");
        await DoAsync(two, "read -P 0x45 3M 64k");
    }

    [Fact]
    [Trait("Req", "REG-10")]
    [Trait("Req", "RED-2")]
    public async Task From_any_process_pbm_sees_and_commands_the_VIOSes_of_all_others()
    {
        await using var cluster = await Topology.StartAsync();
        var one = await cluster.UrlAsync("vios1", "client1");
        await DoAsync(one, "write -f -P 0x51 0 1M");

        Assert.Contains("is Down with fault Cut", await cluster.PbmAsync("cec2", "fabric cut -n vios1"), StringComparison.Ordinal);

        // Written and read by its peers for it.
        await DoAsync(one, "write -f -P 0x52 0 512k");
        await DoAsync(one, "read -P 0x52 0 512k");
        await DoAsync(await cluster.UrlAsync("vios3", "client1"), "read -P 0x52 0 512k");
        var paths = JsonSerializer.Deserialize<JsonElement>(await cluster.PbmAsync("vios3", "fabric list --json")).EnumerateArray()
            .Select(path => (path.GetProperty("vios").GetString(), path.GetProperty("state").GetString()));
        Assert.Equal([("vios1", "DOWN"), ("vios2", "UP"), ("vios3", "UP")], paths);
        // What must be proved reaches every VIOS.
        await cluster.PbmAsync("vios2", "chap set -client client1 -user alice -secret a-secret-of-alice");
        var three = await cluster.UrlAsync("vios3", "client1");
        using var hung = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await Tool.RunAsync("iscsi-inq", three)).ExitCode == 0)
            await polls.WaitForNextTickAsync(hung.Token);
        await DoAsync(three.Replace("iscsi://", "iscsi://alice%a-secret-of-alice@", StringComparison.Ordinal), "read -P 0x52 0 512k");
        Assert.Contains("9009.42A.10F6E2C-V1", await cluster.PbmAsync("management1", "vios show -n vios3"), StringComparison.Ordinal);

        await cluster.PbmAsync("management1", "vios stop -n vios2");
        await cluster.EndedAsync("vios2");
        await cluster.SeesAsync("vios1", "vios list", text => text.Contains("STOPPED", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Req", "STO-6")]
    [Trait("Req", "REG-9")]
    public async Task What_a_VIOS_had_begun_before_it_was_given_up_does_not_reach_the_volume_when_it_wakes()
    {
        await using var cluster = await Topology.StartAsync();
        var (one, two) = (await cluster.UrlAsync("vios1", "client1"), await cluster.UrlAsync("vios2", "client1"));
        await DoAsync(two, "write -f -P 0x41 0 8M");
        await using var writer = await QemuIo.OpenAsync(one);
        await writer.ExecuteAsync("read -P 0x41 0 8M");

        // Some of these are on their way when the process stops, and the others come to one that stands still.
        await BeginAsync(writer, 0x51, 0);
        await cluster.PauseAsync("vios1");
        await BeginAsync(writer, 0x52, 1);

        // An unmap is answered when no VIOS uses the chunks any more: only after the others gave the one up that stands still.
        await DoAsync(two, "discard 0 4M");
        await DoAsync(two, "read -P 0 0 4M");
        await DoAsync(two, "write -f -P 0x61 0 8M");
        await cluster.WakeAsync("vios1");
        await cluster.EndedAsync("vios1");
        writer.Kill();

        await DoAsync(two, "read -P 0x61 0 8M");
        await cluster.StartMissingAsync();
        await DoAsync(await cluster.UrlAsync("vios1", "client1"), "read -P 0x61 0 8M");
    }

    [Fact]
    [Trait("Req", "STO-6")]
    [Trait("Req", "REG-9")]
    public async Task The_grants_of_a_killed_VIOS_end_when_the_storage_refuses_its_host_and_not_before()
    {
        using var files = new TemporaryFolder();
        var (agent, log, refused) = (files.File("fence.sh"), files.File("log"), files.File("refused"));
        await File.WriteAllTextAsync(
            agent, $"echo $VIO_FENCE_VIOS $VIO_FENCE_HOST >> {log}\ntest -e {refused} && exit 0\necho not yet >&2\nexit 7\n");
        await using var cluster = await Topology.StartAsync($"vio-actors.node.fence.command=[\"/bin/sh\", \"{agent}\"]");
        var (one, two) = (await cluster.UrlAsync("vios1", "client1"), await cluster.UrlAsync("vios2", "client1"));
        await DoAsync(two, "write -f -P 0x41 0 8M");
        await DoAsync(one, "read -P 0x41 0 8M");
        await using var other = await QemuIo.OpenAsync(two);

        await cluster.KillAsync("vios1");
        var discarded = other.ExecuteAsync("discard 0 4M");
        await cluster.SeesAsync("management1", "vios list", text => text.Contains("FAILED", StringComparison.Ordinal));
        await cluster.LogsAsync("management1", "ended with 7 for VIOS vios1: not yet", 2);

        // Its grant stands, and with it the use of the chunks.
        Assert.False(discarded.IsCompleted);
        Assert.All(await File.ReadAllLinesAsync(log), line => Assert.Equal("vios1 127.0.0.1", line));

        await File.WriteAllTextAsync(refused, "");
        await discarded;
        await DoAsync(two, "read -P 0 0 4M");
        await DoAsync(two, "read -P 0x41 4M 4M");
    }

    [Fact]
    [Trait("Req", "REG-9")]
    public async Task A_process_that_is_removed_while_it_starts_says_so_and_ends()
    {
        await using var cluster = await Topology.StartOnlyAsync(["cec1"]);

        // It waits for the cluster, which only the management node makes.
        await cluster.BeginAsync(["vios1"]);
        await cluster.LogsAsync("cec1", "MemberUp: [Member(address = ", 2);
        await cluster.PauseAsync("vios1");
        await cluster.LogsAsync("cec1", "MemberRemoved: ", 1);
        await cluster.WakeAsync("vios1");

        await cluster.ToldAsync("vios1", "vios1 was removed from the cluster while it started; start it again.");
        await cluster.EndedAsync("vios1");
    }

    [Fact]
    [Trait("Req", "STO-6")]
    public async Task A_logical_unit_moves_to_another_process_when_its_own_is_killed_and_first_writes_go_on()
    {
        await using var cluster = await Topology.StartAsync();
        var (one, two) = (await cluster.UrlAsync("vios1", "client1"), await cluster.UrlAsync("vios2", "client1"));
        await using var writer = await QemuIo.OpenAsync(one);
        await writer.ExecuteAsync("write -f -P 0x31 0 4M");
        var host = await HostOfAsync(cluster, await UdidOfAsync(cluster, "lu1"));

        await cluster.KillAsync(host);

        // No process holds what is not mapped yet: each of these asks the logical unit for a place.
        for (var part = 0; part < 8; part++)
            await writer.ExecuteAsync($"write -f -P {0x60 + part} {64 + (part * 32)}M 1M");
        await cluster.StartMissingAsync();
        Assert.NotEmpty(await HostOfAsync(cluster, await UdidOfAsync(cluster, "lu1")));
        await DoAsync(two, "read -P 0x31 0 4M");
        for (var part = 0; part < 8; part++)
            await DoAsync(two, $"read -P {0x60 + part} {64 + (part * 32)}M 1M");
    }

    private static async Task<string> UdidOfAsync(Topology cluster, string name) =>
        JsonSerializer.Deserialize<JsonElement>(await cluster.PbmAsync("vios1", "lu list --json")).EnumerateArray()
            .Single(lu => lu.GetProperty("name").GetString() == name).GetProperty("udid").GetString()!;

    /// <summary>The one process that runs the logical unit; asked again while that is on its way to another.</summary>
    private static async Task<string> HostOfAsync(Topology cluster, string udid)
    {
        using var hung = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            List<string> hosts = [];
            foreach (var node in new[] { "cec1", "cec2", "management1" })
            {
                var said = await cluster.CommandAsync(node, "cluster-sharding", "list-entities", "-r", "lu");
                if (said.MustSucceed().Output.Contains(udid, StringComparison.Ordinal))
                    hosts.Add(node);
            }

            if (hosts is [var host])
                return host;
            await polls.WaitForNextTickAsync(hung.Token);
        }
    }

    /// <summary>Every second one of the 64 KiB pieces of 8 MiB, without waiting for any.</summary>
    private static async Task BeginAsync(QemuIo writer, int pattern, int first)
    {
        for (var piece = first; piece < 128; piece += 2)
            await writer.ExecuteAsync($"aio_write -q -P {pattern} {piece * 64}k 64k");
    }

    /// <summary>
    /// A login is refused as unavailable while the hypervisor, which says who the initiator is, is on its way to a process that has just
    /// started: the initiator logs in again.
    /// </summary>
    private static async Task DoAsync(string url, string command)
    {
        using var hung = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var done = await Tool.RunAsync("qemu-io", "-f", "raw", "-c", command, url);
        while (done.Output.Contains("Service unavailable", StringComparison.Ordinal) && await polls.WaitForNextTickAsync(hung.Token))
            done = await Tool.RunAsync("qemu-io", "-f", "raw", "-c", command, url);
        Assert.DoesNotContain("Pattern verification failed", done.MustSucceed().Output, StringComparison.Ordinal);
    }
}
