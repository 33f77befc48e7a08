using System.Reflection;
using VioActors.Pbm.Client.Editing;

namespace VioActors.Pbm.Client;

/// <summary>The program <c>pbm</c>: <c>pbm [host:port] [command words]</c>. Plain text, on a terminal as well as redirected.</summary>
public static class PbmProgram
{
    /// <summary>Runs one command, or a shell when there is none. Cancelling the token cancels what runs.</summary>
    /// <returns>One of <see cref="PbmExitCode"/>.</returns>
    public static Task<int> RunAsync(string[] args, TextReader input, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(args);
        var interactive = ReferenceEquals(input, Console.In) && !Console.IsInputRedirected;
        var canEdit = interactive && !Console.IsOutputRedirected && ReferenceEquals(output, Console.Out);
        var editor = canEdit ? new ConsoleLineEditor() : null;
        var terminal = new PbmTerminal(input, output, error, interactive, new ConsoleInterrupts(), editor);
        return RunAsync(args, terminal, PbmClientOptions.Default, cancellation);
    }

    internal static async Task<int> RunAsync(string[] args, PbmTerminal terminal, PbmClientOptions options, CancellationToken cancellation)
    {
        if (args is ["--help" or "-h"])
        {
            await terminal.Out.WriteLineAsync(PbmHelp.CommandLineUsage).ConfigureAwait(false);
            return PbmExitCode.Success;
        }

        if (args is ["--version"])
        {
            await terminal.Out.WriteLineAsync($"pbm {Version()}").ConfigureAwait(false);
            return PbmExitCode.Success;
        }

        if (args.Length > 0 && args[0].StartsWith('-'))
        {
            await terminal.Error.WriteLineAsync($"pbm has no option [{args[0]}].\n{PbmHelp.CommandLineUsage}").ConfigureAwait(false);
            return PbmExitCode.Usage;
        }

        var named = args.Length > 0 && PbmAddress.TryParse(args[0], out _);
        var address = PbmAddress.Default;
        if (named)
        {
            PbmAddress.TryParse(args[0], out address);
        }
        else if (args.Length > 0 && args[0].Contains(':'))
        {
            await terminal.Error.WriteLineAsync(
                $"[{args[0]}] is no address of a command host: host:port is, with a port from 1 to 65535.").ConfigureAwait(false);
            return PbmExitCode.Usage;
        }

        return await ConnectAndRunAsync(address, args[(named ? 1 : 0)..], terminal, options, cancellation).ConfigureAwait(false);
    }

    private static async Task<int> ConnectAndRunAsync(
        PbmAddress address, string[] words, PbmTerminal terminal, PbmClientOptions options, CancellationToken cancellation)
    {
        try
        {
            await using var client = await PbmClient.ConnectAsync(address, options, cancellation).ConfigureAwait(false);
            return words.Length == 0
                ? await new PbmShell(client, address, terminal).RunAsync(cancellation).ConfigureAwait(false)
                : await RunOnceAsync(client, words, terminal, cancellation).ConfigureAwait(false);
        }
        catch (PbmConnectException failed)
        {
            await terminal.Error.WriteLineAsync(Printable.Of(failed.Message)).ConfigureAwait(false);
            return PbmExitCode.NoConnection;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return PbmExitCode.Interrupted;
        }
    }

    private static async Task<int> RunOnceAsync(PbmClient client, string[] words, PbmTerminal terminal, CancellationToken cancellation)
    {
        if (words[0] == "help")
        {
            var help = PbmHelp.Find(client.WirePalettes, words[1..], out var problem);
            await (help is null ? terminal.Error : terminal.Out).WriteLineAsync(help ?? problem).ConfigureAwait(false);
            return help is null ? PbmExitCode.CommandFailed : PbmExitCode.Success;
        }

        switch (await PbmRun.PrintAsync(client.ExecuteWords(words), terminal, terminal.Out, cancellation).ConfigureAwait(false))
        {
            case PbmOutcome.Succeeded:
                return PbmExitCode.Success;
            case PbmOutcome.Cancelled:
                return PbmExitCode.Interrupted;
            case PbmOutcome.ConnectionLost:
                var reason = await client.Closed.ConfigureAwait(false);
                var text = $"connection to host terminated. {Printable.Of(reason)}".TrimEnd();
                await terminal.Error.WriteLineAsync(text).ConfigureAwait(false);
                return PbmExitCode.NoConnection;
            default:
                return PbmExitCode.CommandFailed;
        }
    }

    private static string Version() =>
        typeof(PbmProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
