using System.Net;

namespace VioActors.Interop.Tests.Processes;

/// <summary>
/// Hosts on one machine: a network namespace for each node of a topology, with an address for everything and one for each interconnect,
/// and a router between them which this process reaches too. The router loses what goes from one to another when told to, in one
/// direction only if so wanted, and nobody hears of it. Interconnects may lead through a relay of this process that delays them. Needs
/// root and iproute2.
/// </summary>
internal sealed class NamespaceHosts : IAsyncDisposable
{
    private const int InterconnectPort = 7700;
    private static readonly Lazy<Task<string?>> Reason = new(TryAsync);
    private readonly string _prefix = $"viox{Environment.ProcessId}";
    private readonly int _net = 64 + (Environment.ProcessId % 128);

    private readonly TimeSpan _delay;
    private readonly List<DelayRelay> _relays = [];

    private NamespaceHosts(TimeSpan delay) => _delay = delay;

    private string Router => _prefix + "r";

    private string Uplink => $"vx{Environment.ProcessId}";

    /// <summary>Why there cannot be any; null: there can.</summary>
    public static string? WhyNot => Reason.Value.GetAwaiter().GetResult();

    /// <param name="interconnectDelay">How late everything on the interconnects arrives, each way; zero: no relay.</param>
    public static async Task<NamespaceHosts> CreateAsync(TimeSpan interconnectDelay = default)
    {
        var hosts = new NamespaceHosts(interconnectDelay);
        try
        {
            await hosts.MakeAsync();
            return hosts;
        }
        catch (Exception)
        {
            await hosts.DisposeAsync();
            throw;
        }
    }

    public string NameOf(string node) => $"{_prefix}h{IndexOf(node)}";

    /// <summary>What one node sends to another's interconnects is lost without a word, or arrives again.</summary>
    public async Task CutInterconnectsAsync(string from, string to, bool cut)
    {
        await CutAsync(from, AddressOf(to, 0), cut);
        await CutAsync(from, AddressOf(to, 1), cut);
    }

    /// <summary>What a node and others send each other except over interconnects is lost without a word, or arrives again.</summary>
    public async Task CutNodesAsync(string one, IReadOnlyList<string> others, bool cut)
    {
        foreach (var other in others)
        {
            await CutAsync(one, MainAddressOf(other), cut);
            await CutAsync(other, MainAddressOf(one), cut);
        }
    }

    /// <summary>A program that runs each node on its host, as <c>docker/topology.sh</c> starts it.</summary>
    public string WriteLauncher(string file, string program)
    {
        var cases = Topology.Nodes.Select((node, index) => $"  {node}) host={index}; advertised='{AdvertisedOf(node)}' ;;");
        File.WriteAllText(file, $$"""
            name=$(printf '%s\n' "$@" | sed -n 's/^vio-actors.node.name=//p')
            case $name in
            {{string.Join('\n', cases)}}
            esac
            port={{InterconnectPort}}
            exec ip netns exec {{_prefix}}h$host dotnet {{program}} "$@" --set vio-actors.node.hostname=10.{{_net}}.$host.2 \
              --set akka.remote.dot-netty.tcp.allow-plaintext=on --set vio-actors.iscsi.listen=10.{{_net}}.$host.2 \
              --set "vio-actors.io-redundancy.interconnects=[\"10.{{_net}}.$host.3:$port\",\"10.{{_net}}.$host.4:$port\"]" \
              --set "vio-actors.io-redundancy.advertised=[$advertised]"

            """);
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        _relays.ForEach(relay => relay.Dispose());

        // What was not made is not there: each is tried.
        await Tool.RunAsync("ip", "link", "del", Uplink);
        for (var host = 0; host < Topology.Nodes.Count; host++)
            await Tool.RunAsync("ip", "netns", "del", $"{_prefix}h{host}");
        await Tool.RunAsync("ip", "netns", "del", Router);
    }

    private string AdvertisedOf(string node)
    {
        if (_delay == TimeSpan.Zero || !node.StartsWith("vios", StringComparison.Ordinal))
            return "";
        var relays = new[] { 0, 1 }.Select(interconnect => new DelayRelay(
            IPAddress.Parse($"10.{_net}.254.2"), new IPEndPoint(IPAddress.Parse(AddressOf(node, interconnect)), InterconnectPort), _delay))
            .ToList();
        _relays.AddRange(relays);
        return string.Join(',', relays.Select(relay => $"\"{relay.Address}\""));
    }

    private static int IndexOf(string node) => Topology.Nodes.ToList().IndexOf(node);

    private string AddressOf(string node, int interconnect) => $"10.{_net}.{IndexOf(node)}.{3 + interconnect}";

    private string MainAddressOf(string node) => $"10.{_net}.{IndexOf(node)}.2";

    private Task CutAsync(string from, string to, bool cut) =>
        IpAsync("-n", Router, "rule", cut ? "add" : "del", "iif", $"to{IndexOf(from)}", "to", to, "blackhole");

    private async Task MakeAsync()
    {
        await IpAsync("netns", "add", Router);
        await IpAsync("netns", "exec", Router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
        await IpAsync("link", "add", Uplink, "type", "veth", "peer", "name", "uplink", "netns", Router);
        await IpAsync("addr", "add", $"10.{_net}.254.2/24", "dev", Uplink);
        await IpAsync("link", "set", Uplink, "up");
        await IpAsync("-n", Router, "addr", "add", $"10.{_net}.254.1/24", "dev", "uplink");
        await IpAsync("-n", Router, "link", "set", "uplink", "up");
        await IpAsync("route", "add", $"10.{_net}.0.0/16", "via", $"10.{_net}.254.1");
        for (var host = 0; host < Topology.Nodes.Count; host++)
            await AddAsync(host);
    }

    private async Task AddAsync(int host)
    {
        var name = $"{_prefix}h{host}";
        await IpAsync("netns", "add", name);
        await IpAsync("-n", Router, "link", "add", $"to{host}", "type", "veth", "peer", "name", "eth0", "netns", name);
        await IpAsync("-n", Router, "addr", "add", $"10.{_net}.{host}.1/24", "dev", $"to{host}");
        await IpAsync("-n", Router, "link", "set", $"to{host}", "up");
        foreach (var address in new[] { 2, 3, 4 })
            await IpAsync("-n", name, "addr", "add", $"10.{_net}.{host}.{address}/24", "dev", "eth0");
        await IpAsync("-n", name, "link", "set", "lo", "up");
        await IpAsync("-n", name, "link", "set", "eth0", "up");
        await IpAsync("-n", name, "route", "add", "default", "via", $"10.{_net}.{host}.1");
    }

    private static async Task<string?> TryAsync()
    {
        if (!Environment.IsPrivilegedProcess)
            return "Network namespaces need root.";
        var probe = $"viox{Environment.ProcessId}probe";
        try
        {
            var made = await Tool.RunAsync("ip", "netns", "add", probe);
            if (made.ExitCode != 0)
                return $"Network namespaces are not permitted here: {made.Output}";
            var wired = await Tool.RunAsync("ip", "-n", probe, "link", "add", "a0", "type", "veth", "peer", "name", "b0");
            var ruled = await Tool.RunAsync("ip", "-n", probe, "rule", "add", "iif", "a0", "to", "10.9.9.9", "blackhole");
            await Tool.RunAsync("ip", "netns", "del", probe);
            return wired.ExitCode == 0 && ruled.ExitCode == 0
                ? null
                : $"Virtual wires and rules are not permitted here: {wired.Output}{ruled.Output}";
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return $"iproute2 is missing: {missing.Message}";
        }
    }

    private static async Task IpAsync(params string[] arguments) => (await Tool.RunAsync("ip", arguments)).MustSucceed();
}
