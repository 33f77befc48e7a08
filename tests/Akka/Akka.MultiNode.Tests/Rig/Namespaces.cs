namespace Akka.MultiNode.Tests.Rig;

/// <summary>
/// Hosts on one machine: network namespaces, each with a wire to a router namespace. The router loses what goes from one to another when a
/// rule says so, in one direction only if so wanted, and nobody is told. Needs root and iproute2.
/// </summary>
internal sealed class Namespaces : IAsyncDisposable
{
    private readonly string _prefix = $"vio{Environment.ProcessId}";
    private readonly int _hosts;

    private Namespaces(int hosts)
    {
        _hosts = hosts;
    }

    private string Router => _prefix + "r";

    /// <summary>Why there cannot be any; null: there can.</summary>
    public static async Task<string?> WhyNotAsync()
    {
        if (!Environment.IsPrivilegedProcess)
            return "Network namespaces need root.";
        var probe = $"vio{Environment.ProcessId}probe";
        try
        {
            await Tools.RunAsync("ip", "netns", "add", probe);
            try
            {
                await Tools.RunAsync("ip", "-n", probe, "link", "add", "a0", "type", "veth", "peer", "name", "b0");
                await Tools.RunAsync("ip", "-n", probe, "rule", "add", "iif", "a0", "to", "10.9.9.9", "blackhole");
                await Tools.RunAsync("ip", "netns", "exec", probe, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
            }
            finally
            {
                await Tools.RunAsync("ip", "netns", "del", probe);
            }

            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"Network namespaces are not permitted here or iproute2 is missing: {e.Message}";
        }
    }

    public static async Task<Namespaces> CreateAsync(int hosts)
    {
        var all = new Namespaces(hosts);
        await Ip("netns", "add", all.Router);
        await Ip("-n", all.Router, "link", "set", "lo", "up");
        await Ip("netns", "exec", all.Router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
        for (var i = 0; i < hosts; i++)
        {
            var name = all.NameOf(i)!;
            await Ip("netns", "add", name);
            await Ip("-n", all.Router, "link", "add", $"to{i}", "type", "veth", "peer", "name", "eth0", "netns", name);
            await Ip("-n", all.Router, "addr", "add", $"10.77.{i}.1/24", "dev", $"to{i}");
            await Ip("-n", name, "addr", "add", $"{all.AddressOf(i)}/24", "dev", "eth0");
            await Ip("-n", all.Router, "link", "set", $"to{i}", "up");
            await Ip("-n", name, "link", "set", "lo", "up");
            await Ip("-n", name, "link", "set", "eth0", "up");
            await Ip("-n", name, "route", "add", "default", "via", $"10.77.{i}.1");
        }

        return all;
    }

    public string? NameOf(int host) => _prefix + "h" + host;

    public string? AddressOf(int host) => $"10.77.{host}.2";

    /// <summary>What <paramref name="from"/> sends to <paramref name="to"/> is lost without a word, or arrives again.</summary>
    public Task CutAsync(int from, int to, bool cut) =>
        Ip("-n", Router, "rule", cut ? "add" : "del", "iif", $"to{from}", "to", AddressOf(to)!, "blackhole");

    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < _hosts; i++)
            await Ip("netns", "del", NameOf(i)!);
        await Ip("netns", "del", Router);
    }

    private static Task Ip(params string[] arguments) => Tools.RunAsync("ip", arguments);
}
