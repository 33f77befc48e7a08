using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.MultiNode.Tests.Node;

namespace Akka.MultiNode.Tests.Rig;

/// <summary>A node of the cluster: this assembly run as a program.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly ConcurrentQueue<string> _removals = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private volatile NodeState? _state;
    private bool _disposed;

    private NodeProcess(string name, Process process, DatabaseLink database)
    {
        Name = name;
        Database = database;
        _process = process;
        _reading = Task.WhenAll(ReadAsync(), ReadErrorsAsync());
    }

    public string Name { get; }

    public DatabaseLink Database { get; }

    /// <summary>Null before the first.</summary>
    public NodeState? State => _state;

    /// <summary>The members, host:port, whose removal it has seen.</summary>
    public IReadOnlyCollection<string> Removals => _removals;

    public bool HasEnded => _disposed || _process.HasExited;

    /// <summary>What it has printed to explain itself.</summary>
    public string Errors => string.Join('\n', _errors.Where(line => !line.Contains("buffer of the singleton proxy")).TakeLast(60));

    /// <summary>Starts it, in the network namespace <paramref name="space"/> if there is one.</summary>
    public static NodeProcess Start(string name, int number, string config, string witness, DatabaseLink database, string? space)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string[] words =
        [
            .. space is null ? Array.Empty<string>() : ["ip", "netns", "exec", space],
            host, typeof(Program).Assembly.Location, name, $"{number * 1_000_000_000L}", config, witness,
        ];
        var start = new ProcessStartInfo(words[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in words[1..])
            start.ArgumentList.Add(word);
        return new NodeProcess(name, Process.Start(start)!, database);
    }

    /// <summary>go, quiet or leave.</summary>
    public void Tell(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
    }

    public void Kill() => Signal.KillNow(_process);

    /// <summary>It does nothing, or goes on.</summary>
    public void Freeze(bool frozen) => Signal.Freeze(_process.Id, frozen);

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _reading;
        _disposed = true;
        _process.Dispose();
        await Database.DisposeAsync();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("S ", StringComparison.Ordinal))
                _state = NodeState.Parse(line);
            else if (line.StartsWith("R ", StringComparison.Ordinal))
                _removals.Enqueue(line[2..]);
            else if (line.StartsWith('['))
                _errors.Enqueue(line);
        }
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
            _errors.Enqueue(line);
    }
}
