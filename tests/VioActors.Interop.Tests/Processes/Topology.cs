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
    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    private readonly string[] _settings;

    private Topology(string[] settings) => _settings = settings;

    /// <param name="settings">For every process.</param>
    public static async Task<Topology> StartAsync(params string[] settings)
    {
        var topology = new Topology(settings);
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
        foreach (var node in Nodes)
            await SaysAsync(node, "Ready.");
    }

    /// <summary>URL of a client's disk through a VIOS, which may have another port after each start.</summary>
    public async Task<string> UrlAsync(string vios, string client)
    {
        var said = await SaysAsync(vios, "Ready.");
        return $"iscsi://{PortalLine().Match(said).Groups[1].Value}/iqn.2026-11.org.vioactors:cluster1.{client}/1";
    }

    /// <summary>Runs a command of <c>pbm</c>, connected to a process, and gives what it printed.</summary>
    public async Task<string> PbmAsync(string node, string command)
    {
        var address = PbmLine().Match(await SaysAsync(node, "Ready.")).Groups[1].Value;
        return (await Tool.RunAsync("dotnet", [Program, "pbm", address, .. command.Split(' ')])).MustSucceed().Output;
    }

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
        foreach (var node in Nodes)
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
        (await Tool.RunAsync("env", [$"VIO=dotnet {Program}", $"CONFIG={config}", "sh", script, command, _folder.FullPath, .. settings]))
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

    [GeneratedRegex(@"^pbm listens on (\S+)$", RegexOptions.Multiline)]
    private static partial Regex PbmLine();
}
