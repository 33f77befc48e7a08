using System.Net;
using System.Text;
using VioActors.Pbm.Client.Editing;

namespace VioActors.Pbm.Client;

/// <summary>
/// Reads lines and runs them one after the other, until the input, the connection or the user ends it. Without a person at the
/// terminal it is a script
/// runner: no banner, no prompt, and a failed command shows in the exit code.
/// </summary>
internal sealed class PbmShell(PbmClient client, PbmAddress address, PbmTerminal terminal)
{
    private readonly ShellHistory _history = new();
    private bool _anyFailed;

    /// <returns>The exit code.</returns>
    internal async Task<int> RunAsync(CancellationToken cancellation)
    {
        if (terminal.Interactive)
        {
            var remote = new IPEndPoint(client.Remote.Address.MapToIPv6(), client.Remote.Port);
            await terminal.Out.WriteLineAsync($"successfully connected to {remote}").ConfigureAwait(false);
            await terminal.Out.WriteLineAsync("Commands downloaded from server. type `help` to see what's available").ConfigureAwait(false);
        }

        while (!cancellation.IsCancellationRequested)
        {
            var line = await ReadLineAsync(cancellation).ConfigureAwait(false);
            if (client.Closed.IsCompleted)
            {
                return await LostAsync().ConfigureAwait(false);
            }

            if (line is null)
            {
                return End();
            }

            line = line.Trim();
            if (line.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            if (line is "exit" or "quit")
            {
                return End();
            }

            if (await RunLineAsync(line, cancellation).ConfigureAwait(false) == PbmOutcome.ConnectionLost)
            {
                return await LostAsync().ConfigureAwait(false);
            }
        }

        return PbmExitCode.Interrupted;
    }

    private int End() => _anyFailed && !terminal.Interactive ? PbmExitCode.CommandFailed : PbmExitCode.Success;

    private async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        var prompt = $"[{address}] pbm> ";
        if (terminal.Interactive && terminal.Editor is null)
        {
            await terminal.Out.WriteAsync(prompt).ConfigureAwait(false);
            await terminal.Out.FlushAsync(cancellation).ConfigureAwait(false);
        }

        // A console cannot be read asynchronously; the read is left behind when the connection ends first.
        var history = _history.Lines;
        var reading = Task.Run(
            () => terminal.Editor is { } editor
                ? editor.ReadLine(prompt, history, before => Completion.Find(client.WirePalettes, before))
                : terminal.In.ReadLine(),
            CancellationToken.None);
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stopping = cancellation.Register(stop.SetResult).ConfigureAwait(false);
        await Task.WhenAny(reading, client.Closed, stop.Task).ConfigureAwait(false);
        return reading.IsCompleted ? await reading.ConfigureAwait(false) : null;
    }

    private async Task<int> LostAsync()
    {
        await terminal.Error.WriteLineAsync("connection to host terminated.").ConfigureAwait(false);
        var reason = await client.Closed.ConfigureAwait(false);
        if (reason.Length > 0)
        {
            await terminal.Error.WriteLineAsync(Printable.Of(reason)).ConfigureAwait(false);
        }

        return PbmExitCode.NoConnection;
    }

    private async Task<PbmOutcome> RunLineAsync(string typed, CancellationToken cancellation)
    {
        if (_history.Expand(typed) is not { } line)
        {
            return await FailAsync($"No earlier line matches [{typed}]; `history` lists them.").ConfigureAwait(false);
        }

        _history.Add(line);
        if (ShellLine.TryParse(line, out var problem) is not { } parsed)
        {
            return await FailAsync(problem).ConfigureAwait(false);
        }

        if (parsed.File is null)
        {
            return await RunParsedAsync(parsed, terminal.Out, cancellation).ConfigureAwait(false);
        }

        try
        {
            await using var file = new StreamWriter(parsed.File, parsed.Append, new UTF8Encoding(false));
            return await RunParsedAsync(parsed, file, cancellation).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return await FailAsync($"The output cannot be written to the file [{parsed.File}]: {cause.Message}").ConfigureAwait(false);
        }
    }

    private async Task<PbmOutcome> RunParsedAsync(ShellLine line, TextWriter output, CancellationToken cancellation)
    {
        var words = line.Words;
        switch (words[0].Text)
        {
            case "help":
                if (PbmHelp.Find(client.WirePalettes, [.. words.Skip(1).Select(w => w.Text)], out var problem) is not { } help)
                {
                    return await FailAsync(problem).ConfigureAwait(false);
                }

                await output.WriteLineAsync(help).ConfigureAwait(false);
                return PbmOutcome.Succeeded;
            case "history" when words.Count == 1:
                foreach (var entry in _history.Numbered())
                {
                    await output.WriteLineAsync(entry).ConfigureAwait(false);
                }

                return PbmOutcome.Succeeded;
            default:
                var outcome = await PbmRun.PrintAsync(client.Execute(words), terminal, output, cancellation).ConfigureAwait(false);
                _anyFailed |= outcome is not PbmOutcome.Succeeded;
                return outcome;
        }
    }

    private async Task<PbmOutcome> FailAsync(string reason)
    {
        _anyFailed = true;
        await terminal.Error.WriteLineAsync(reason).ConfigureAwait(false);
        return PbmOutcome.Failed;
    }
}
