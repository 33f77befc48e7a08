using System.Text;
using VioActors.Pbm.Client;

namespace VioActors.Interop.Tests.Processes;

/// <summary>Runs a command of <c>pbm</c> within this process: a process of its own for each takes a second on a busy host.</summary>
internal static class PbmCommand
{
    private static readonly PbmClientOptions Patient = new() { ConnectTimeout = TimeSpan.FromMinutes(1) };

    /// <param name="address">Of the command host.</param>
    public static async Task<ToolResult> RunAsync(string address, params string[] words)
    {
        Assert.True(PbmAddress.TryParse(address, out var host), address);
        await using var client = await PbmClient.ConnectAsync(host, Patient);
        var execution = client.ExecuteWords(words);
        var output = new StringBuilder();
        await foreach (var line in execution.ReadLinesAsync())
            output.Append(line.Text).Append('\n');
        return new ToolResult($"pbm {string.Join(' ', words)}", execution.Outcome == PbmOutcome.Succeeded ? 0 : 1, output.ToString());
    }
}
