using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace VioActors.Interop.Tests.Processes;

/// <summary>A cluster of processes as <c>docker/topology.sh</c> runs it, on free ports and a folder of its own.</summary>
internal sealed partial class Topology : IAsyncDisposable
{
    public static readonly IReadOnlyList<string> Nodes = ["cec1", "cec2", "management1", "vios1", "vios2", "vios3"];

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "vio.dll");

    /// <summary>Longer than any step here takes; reached only when it hangs.</summary>
    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(4);

    private readonly TemporaryFolder _folder = new();

    private readonly string[] _settings;
    private IReadOnlyList<string> _nodes = Nodes;
    private readonly NamespaceHosts? _hosts;

    private Topology(NamespaceHosts? hosts, string[] settings) => (_hosts, _settings) = (hosts, settings);

    /// <param name="settings">For every process.</param>
    public static Task<Topology> StartAsync(params string[] settings) => StartAsync(null, settings);

    /// <param name="hosts">Each process runs on one of its own; null: all on this one.</param>
    /// <param name="settings">For every process.</param>
    public static Task<Topology> StartAsync(NamespaceHosts? hosts, params string[] settings) => StartAsync(hosts, Nodes, settings);

    /// <summary>Only these processes; the settings must say so too.</summary>
    public static Task<Topology> StartOnlyAsync(IReadOnlyList<string> nodes, params string[] settings) =>
        StartAsync(null, nodes, settings);

    private static async Task<Topology> StartAsync(NamespaceHosts? hosts, IReadOnlyList<string> nodes, string[] settings)
    {
        var topology = new Topology(hosts, settings) { _nodes = nodes };
        try
        {
            await topology.StartMissingAsync();
            return topology;
        }
        catch (Exception)
        {
            await topology.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts what does not run, and waits until everything is ready.</summary>
    public async Task StartMissingAsync()
    {
        await RunAsync("start", _settings);
        foreach (var node in _nodes)
            await SaysAsync(node, "Ready.");
    }

    /// <summary>Starts what does not run of these, and waits for nothing.</summary>
    public Task BeginAsync(IReadOnlyList<string> nodes)
    {
        _nodes = [.. _nodes.Union(nodes)];
        return RunAsync("start", _settings);
    }

    /// <summary>Waits until the process has said something.</summary>
    public Task ToldAsync(string node, string text) => SaysAsync(node, text);

    /// <summary>URL of a client's disk through a VIOS, which may have another port after each start.</summary>
    public async Task<string> UrlAsync(string vios, string client)
    {
        var said = await SaysAsync(vios, "Ready.");
        return $"iscsi://{PortalLine().Match(said).Groups[1].Value}/iqn.2026-11.org.vioactors:cluster1.{client}/1";
    }

    /// <summary>The same, as it is known now; null while it does not serve.</summary>
    public async Task<string?> KnownUrlAsync(string vios, string client)
    {
        var file = OutputOf(vios);
        var said = File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        return said.Contains("Ready.", StringComparison.Ordinal)
            ? $"iscsi://{PortalLine().Match(said).Groups[1].Value}/iqn.2026-11.org.vioactors:cluster1.{client}/1"
            : null;
    }

    /// <summary>Waits until the log of a node has a text so often.</summary>
    public async Task LogsAsync(string node, string text, int times)
    {
        using var limit = new CancellationTokenSource(HungAfter);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (CountInLog(node, text) < times)
        {
            Assert.False(limit.IsCancellationRequested, $"{node} did not log [{text}] {times} times within {HungAfter}.\n{LogOf(node)}");
            await polls.WaitForNextTickAsync();
        }
    }

    /// <summary>How often the log of a node has a text.</summary>
    public int CountInLog(string node, string text) => LogOf(node).Split(text).Length - 1;

    /// <summary>Runs a command of <c>pbm</c>, connected to a process, and gives what it printed.</summary>
    public async Task<string> PbmAsync(string node, string command) => (await PbmResultAsync(node, command)).MustSucceed().Output;

    private async Task<ToolResult> PbmResultAsync(string node, string command)
    {
        var address = PbmLine().Match(await SaysAsync(node, "Ready.")).Groups[1].Value;
        string[] words = ["dotnet", Program, "pbm", address, .. command.Split(' ')];
        if (_hosts is not null)
            words = ["ip", "netns", "exec", _hosts.NameOf(node), .. words];
        return await Tool.RunAsync(words[0], words[1..]);
    }

    /// <summary>Where a process serves the VIOS API.</summary>
    public async Task<Uri> ApiAsync(string node) => new(ApiLine().Match(await SaysAsync(node, "Ready.")).Groups[1].Value);

    /// <summary>The first administrator's token, which is the cluster's.</summary>
    public async Task<string> AdminTokenAsync() =>
        (await File.ReadAllTextAsync(Path.Combine(_folder.File("shared"), "management", "admin-token"))).Trim();

    /// <summary>The same within this process, for what is asked often.</summary>
    public async Task<ToolResult> CommandAsync(string node, params string[] words) =>
        await PbmCommand.RunAsync(PbmLine().Match(await SaysAsync(node, "Ready.")).Groups[1].Value, words);

    /// <summary>Runs a command of <c>pbm</c> until it prints what is wanted; who is to answer may have just been killed.</summary>
    public async Task SeesAsync(string node, string command, Predicate<string> isWanted)
    {
        using var limit = new CancellationTokenSource(HungAfter);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (await PbmResultAsync(node, command) is var said && (said.ExitCode != 0 || !isWanted(said.Output)))
        {
            Assert.False(limit.IsCancellationRequested, $"[{command}] ended at last with {said.ExitCode}:\n{said.Output}");
            await polls.WaitForNextTickAsync();
        }
    }

    /// <summary>Puts the DB of a backup in the repository in the place of the cluster's.</summary>
    public Task<ToolResult> RestoreDbAsync(string backup, params string[] settings)
    {
        var shared = Path.Combine(_folder.FullPath, "shared");
        var configurations = new[] { "management.conf", "test.conf" }.SelectMany(
            name => new[] { "--config", Path.Combine(Root(), "hocon", name) });
        var all = settings.Append($"vio-actors.node.shared-directory=\"{shared}\"").SelectMany(setting => new[] { "--set", setting });
        return Tool.RunAsync("dotnet",
        [
            Program, "restore-db", "--force", "--file", Path.Combine(shared, "repository", backup), "--data", _folder.File("restore-db"),
            .. configurations, .. all,
        ]);
    }

    /// <summary>A file of the cluster's folder.</summary>
    public string PathOf(string name) => _folder.File(name);

    /// <summary>The process of a node runs. One that has ended and that nobody has waited for does not.</summary>
    public bool Runs(string node)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{PidOf(node)}/stat");
            return status[(status.LastIndexOf(')') + 2)] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>SIGKILL. What it said is forgotten: the next start says it anew.</summary>
    public async Task KillAsync(string node)
    {
        using var process = Process.GetProcessById(PidOf(node)!.Value);
        process.Kill();
        await process.WaitForExitAsync();
        File.Delete(OutputOf(node));
    }

    /// <summary>SIGSTOP: the process stands still, with all that it has begun.</summary>
    public Task PauseAsync(string node) => SignalAsync(node, "-STOP");

    /// <summary>SIGCONT: it goes on where it was.</summary>
    public Task WakeAsync(string node) => SignalAsync(node, "-CONT");

    /// <summary>Waits until the process has ended by itself. What it said is forgotten.</summary>
    public async Task EndedAsync(string node)
    {
        using var limit = new CancellationTokenSource(HungAfter);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (Runs(node))
        {
            Assert.False(limit.IsCancellationRequested, $"{node} has not ended within {HungAfter}.");
            await polls.WaitForNextTickAsync();
        }

        File.Delete(OutputOf(node));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            try
            {
                if (PidOf(node) is not null)
                    await KillAsync(node);
            }
            catch (ArgumentException)
            {
                // It has ended.
            }
        }

        _folder.Dispose();
    }

    private async Task SignalAsync(string node, string signal) =>
        (await Tool.RunAsync("kill", signal, PidOf(node)!.Value.ToString(CultureInfo.InvariantCulture))).MustSucceed();

    private string LogOf(string node)
    {
        var file = Path.Combine(_folder.File(node), "vio.log");
        if (!File.Exists(file))
            return "";
        using var reading = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reading.ReadToEnd();
    }

    private string OutputOf(string node) => _folder.File($"{node}.out");

    private int? PidOf(string node)
    {
        var file = _folder.File($"{node}.pid");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;
    }

    private async Task<string> SaysAsync(string node, string text)
    {
        using var limit = new CancellationTokenSource(HungAfter);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var said = "";
        while (!said.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(limit.IsCancellationRequested, $"{node} did not say [{text}] within {HungAfter}. It said:\n{said}");
            await polls.WaitForNextTickAsync();
            if (File.Exists(OutputOf(node)))
                said = await File.ReadAllTextAsync(OutputOf(node));
        }

        return said;
    }

    private async Task RunAsync(string command, params string[] settings)
    {
        var script = Path.Combine(Root(), "docker", "topology.sh");
        var config = Path.Combine(Root(), "hocon", "test.conf");
        var program = _hosts is null ? $"dotnet {Program}" : $"sh {_hosts.WriteLauncher(_folder.File("launch.sh"), Program)}";
        var nodes = string.Join(' ', _nodes);
        (await Tool.RunAsync(
            "env", [$"VIO={program}", $"CONFIG={config}", $"NODES={nodes}", "sh", script, command, _folder.FullPath, .. settings]))
            .MustSucceed();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "VioActors.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return folder.FullName;
    }

    [GeneratedRegex(@"^VIOS \S+ (\S+)$", RegexOptions.Multiline)]
    private static partial Regex PortalLine();

    [GeneratedRegex(@"^VIOS API at (\S+),", RegexOptions.Multiline)]
    private static partial Regex ApiLine();

    [GeneratedRegex(@"^pbm listens on (\S+)$", RegexOptions.Multiline)]
    private static partial Regex PbmLine();
}
