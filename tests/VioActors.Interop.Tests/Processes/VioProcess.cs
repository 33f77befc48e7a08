using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace VioActors.Interop.Tests.Processes;

/// <summary>
/// The product as an operator runs it: a process of its own in the dev role, on free ports and a given data folder.
/// </summary>
internal sealed partial class VioProcess : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "vio.dll");

    /// <summary>The log goes to standard output instead of a file, where it can be waited for.</summary>
    private const string LogToOutput = "akka.loggers=[\"Akka.Event.DefaultLogger\"]";

    /// <summary>Longer than any step here takes; reached only when it hangs.</summary>
    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _pbm = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<LuUrl> _urls = [];
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];

    private VioProcess(Process process) => _process = process;

    /// <summary>The URLs that it printed, one for each LU and portal.</summary>
    public IReadOnlyList<LuUrl> Urls
    {
        get
        {
            lock (_output)
                return [.. _urls];
        }
    }

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts it and waits until it says that it is ready and where pbm connects to.</summary>
    public static async Task<VioProcess> StartAsync(string dataDirectory, params string[] settings)
    {
        var started = Launch(dataDirectory, settings);
        try
        {
            await started.ReadyAsync();
            return started;
        }
        catch (Exception)
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it without waiting for anything.</summary>
    public static VioProcess Launch(string dataDirectory, params string[] settings)
    {
        string[] arguments =
        [
            Program, "--data", dataDirectory, "--set", "vio-actors.iscsi.port-first=0", "--set", "petabridge.cmd.port=0",
            "--set", "vio-actors.management.api.port=0", "--set", LogToOutput,
            .. settings.SelectMany(setting => new[] { "--set", setting }),
        ];
        var launched = new VioProcess(Tool.Start("dotnet", arguments));
        launched._process.OutputDataReceived += (_, line) => launched.Read(line.Data);
        launched._process.ErrorDataReceived += (_, line) => launched.Read(line.Data);
        launched._process.BeginOutputReadLine();
        launched._process.BeginErrorReadLine();
        return launched;
    }

    /// <summary>Completes when it serves.</summary>
    /// <exception cref="InvalidOperationException">It ended first.</exception>
    public async Task ReadyAsync()
    {
        var exited = _process.WaitForExitAsync();
        var ready = Task.WhenAll(_ready.Task, _pbm.Task);
        try
        {
            if (await Task.WhenAny(ready, exited).WaitAsync(HungAfter) == exited)
                throw new InvalidOperationException($"vio ended with {_process.ExitCode} before it was ready:\n{Output}");
        }
        catch (TimeoutException cause)
        {
            throw new TimeoutException($"vio was not ready within {HungAfter}:\n{Output}", cause);
        }
    }

    /// <summary>URL of the LU through the VIOS.</summary>
    public string Url(string lu, string vios) => Urls.Single(url => url.Lu == lu && url.Vios == vios).Url;

    /// <summary>Completes with the first line, of those to come, that holds the text.</summary>
    public Task LineAsync(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_output)
            _awaited.Add((text, seen));
        return seen.Task.WaitAsync(HungAfter);
    }

    /// <summary>Runs one pbm command against it.</summary>
    public async Task<ToolResult> PbmAsync(params string[] words) => await PbmCommand.RunAsync(await _pbm.Task, words);

    /// <summary>Kills it as a power loss of the process would: SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(HungAfter);
    }

    /// <summary>Stops it as Ctrl+C does; gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        (await Tool.RunAsync("kill", "-INT", $"{_process.Id}")).MustSucceed();
        await _process.WaitForExitAsync().WaitAsync(HungAfter);
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        lock (_output)
        {
            _output.AppendLine(line);
            if (UrlLine().Match(line) is { Success: true } url)
                _urls.Add(new LuUrl(url.Groups["lu"].Value, url.Groups["vios"].Value, url.Groups["url"].Value));
            foreach (var (text, seen) in _awaited)
            {
                if (line.Contains(text, StringComparison.Ordinal))
                    seen.TrySetResult();
            }
        }

        if (PbmLine().Match(line) is { Success: true } pbm)
            _pbm.TrySetResult(pbm.Groups["address"].Value);
        if (line.StartsWith("Ready", StringComparison.Ordinal))
            _ready.TrySetResult();
    }

    [GeneratedRegex(@"^(?<lu>\S+)\s+(?<vios>\S+)\s+(?<url>iscsi://\S+)\s*$")]
    private static partial Regex UrlLine();

    [GeneratedRegex(@"petabridge\.cmd host bound to \[(?<address>[^\]]+)\]")]
    private static partial Regex PbmLine();
}

/// <param name="Lu">Name of the LU.</param>
/// <param name="Vios">Name of the VIOS whose portal it is.</param>
/// <param name="Url">What an initiator is given.</param>
internal sealed record LuUrl(string Lu, string Vios, string Url);
