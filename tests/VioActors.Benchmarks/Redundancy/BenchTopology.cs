using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using VioActors.Initiator;

namespace VioActors.Benchmarks.Redundancy;

/// <summary>A cluster of processes as <c>docker/topology.sh</c> runs it, with the default settings of redundancy.</summary>
/// <param name="nodes">Only these; null: all.</param>
/// <param name="settings">For each of them.</param>
internal sealed partial class BenchTopology(IReadOnlyList<string>? nodes = null, params string[] settings) : IAsyncDisposable
{
    private const double TicksPerSecond = 100;
    private static readonly string[] All = ["cec1", "cec2", "management1", "vios1", "vios2", "vios3"];
    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(3);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "vio.dll");
    private readonly IReadOnlyList<string> _nodes = nodes ?? All;
    private readonly string _folder = Directory.CreateTempSubdirectory("vio-redundancy-").FullName;

    /// <summary>Starts what does not run, and waits until everything is ready.</summary>
    public async Task StartMissingAsync()
    {
        var root = Root();
        await RunAsync(
            "env",
            [
                $"VIO=dotnet {Program}", $"CONFIG={Path.Combine(root, "hocon", "test.conf")}", $"NODES={string.Join(' ', _nodes)}", "sh",
                Path.Combine(root, "docker", "topology.sh"), "start", _folder, .. settings,
            ]);
        foreach (var node in _nodes)
            await UntilAsync($"{node} is ready", () => Said(node).Contains("Ready.", StringComparison.Ordinal));
    }

    public Task<IscsiTarget> TargetAsync(string vios)
    {
        var said = Said(vios);
        return said.Contains("Ready.", StringComparison.Ordinal)
            ? Task.FromResult(IscsiTarget.Parse(
                $"iscsi://{PortalLine().Match(said).Groups[1].Value}/iqn.2026-11.org.vioactors:cluster1.client1/1"))
            : throw new IOException($"{vios} does not serve.");
    }

    public async Task PbmAsync(string command)
    {
        var address = PbmLine().Match(Said("management1")).Groups[1].Value;
        await RunAsync("dotnet", [Program, "pbm", address, .. command.Split(' ')]);
    }

    /// <summary>Where pbm connects to.</summary>
    public string PbmAddressOf(string node) => PbmLine().Match(Said(node)).Groups[1].Value;

    /// <summary>When the log of a node had lines with a text, in its order.</summary>
    public IReadOnlyList<DateTimeOffset> TimesInLog(string node, string text)
    {
        const string Form = "MM/dd/yyyy HH:mm:ss.fff";
        return
        [
            .. LogOf(node).Split('\n').Where(line => line.Contains(text, StringComparison.Ordinal)).Select(line => TimeText().Match(line))
                .Where(time => time.Success).Select(time => DateTimeOffset.ParseExact(
                    time.Groups[1].Value, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)),
        ];
    }

    /// <summary>Waits until the log of a node has a text once more than it had.</summary>
    public Task LogsMoreAsync(string node, string text, int had) => UntilAsync($"{node} logs [{text}]", () => CountInLog(node, text) > had);

    public int CountInLog(string node, string text) => LogOf(node).Split(text).Length - 1;

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(string node)
    {
        using var process = Process.GetProcessById(PidOf(node));
        process.Kill();
        await process.WaitForExitAsync();
        File.Delete(OutputOf(node));
    }

    /// <summary>Processor time that the processes of nodes have used.</summary>
    public TimeSpan ProcessorTimeOf(params string[] nodes) => TimeSpan.FromSeconds(nodes.Sum(node =>
    {
        var status = File.ReadAllText($"/proc/{PidOf(node)}/stat");
        var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture))
            / TicksPerSecond;
    }));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            try
            {
                await KillAsync(node);
            }
            catch (Exception gone) when (gone is ArgumentException or IOException)
            {
                // It has ended, or was never started.
            }
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} could not be started.");
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {said}");
    }

    private static async Task UntilAsync(string what, Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(HungAfter);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!isSo())
        {
            if (limit.IsCancellationRequested)
                throw new InvalidOperationException($"Not so within {HungAfter}: {what}.");
            await polls.WaitForNextTickAsync();
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "VioActors.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The benchmark does not run below the repository.");
        return folder.FullName;
    }

    private string LogOf(string node)
    {
        var file = Path.Combine(_folder, node, "vio.log");
        if (!File.Exists(file))
            return "";
        using var reading = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reading.ReadToEnd();
    }

    private string OutputOf(string node) => Path.Combine(_folder, $"{node}.out");

    private string Said(string node) => File.Exists(OutputOf(node)) ? File.ReadAllText(OutputOf(node)) : "";

    private int PidOf(string node) => int.Parse(File.ReadAllText(Path.Combine(_folder, $"{node}.pid")), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\[\w+\]\[(\S+ \S+)Z\]")]
    private static partial Regex TimeText();

    [GeneratedRegex(@"^VIOS \S+ (\S+)$", RegexOptions.Multiline)]
    private static partial Regex PortalLine();

    [GeneratedRegex(@"^pbm listens on (\S+)$", RegexOptions.Multiline)]
    private static partial Regex PbmLine();
}
