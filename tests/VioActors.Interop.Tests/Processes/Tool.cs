using System.Diagnostics;
using System.Text;

namespace VioActors.Interop.Tests.Processes;

/// <summary>Runs one command-line tool to its end and gives back what it said.</summary>
internal static class Tool
{
    /// <summary>Longer than any tool here takes; reached only when it hangs.</summary>
    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(2);

    /// <exception cref="InvalidOperationException">The tool could not be started, or hung.</exception>
    public static async Task<ToolResult> RunAsync(string name, params string[] arguments)
    {
        using var process = Start(name, arguments);
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(HungAfter);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{name} {string.Join(' ', arguments)} did not end within {HungAfter}. It said:\n{output}");
        }

        lock (output)
            return new ToolResult($"{name} {string.Join(' ', arguments)}", process.ExitCode, output.ToString());
    }

    /// <summary>Starts a tool with all three streams redirected.</summary>
    public static Process Start(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(name)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };

        // The product reads VIOACTORS_* as settings, the tests as their own: none is passed on.
        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("VIOACTORS_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(variable);
        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin";
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException($"{name} could not be started.");
    }

    private static void Append(StringBuilder output, string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.AppendLine(line);
    }
}

/// <param name="CommandLine">What was run.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output and standard error, in the order of arrival.</param>
internal sealed record ToolResult(string CommandLine, int ExitCode, string Output)
{
    /// <summary>The result itself if the tool succeeded.</summary>
    public ToolResult MustSucceed()
    {
        Assert.True(ExitCode == 0, $"{CommandLine} ended with {ExitCode}:\n{Output}");
        return this;
    }
}
