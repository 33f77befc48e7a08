using VioActors.Pbm.Client;

namespace VioActors.Scenarios.Tests.Fixtures;

/// <summary>Commands as a user types them.</summary>
internal static class PbmCommands
{
    public static async Task<PbmClient> ConnectAsync(DevRig rig)
    {
        Assert.True(PbmAddress.TryParse(rig.System.PbmAddress, out var address));
        return await PbmClient.ConnectAsync(address);
    }

    /// <summary>What a command says that succeeds.</summary>
    public static async Task<string> RunAsync(PbmClient pbm, string line)
    {
        var (outcome, text) = await ExecuteAsync(pbm, line);
        Assert.True(outcome == PbmOutcome.Succeeded, $"{line}: {text}");
        return text;
    }

    /// <summary>What a command says that is refused.</summary>
    public static async Task<string> RefusedAsync(PbmClient pbm, string line)
    {
        var (outcome, text) = await ExecuteAsync(pbm, line);
        Assert.True(outcome == PbmOutcome.Failed, $"{line}: {text}");
        return text;
    }

    private static async Task<(PbmOutcome Outcome, string Text)> ExecuteAsync(PbmClient pbm, string line)
    {
        var execution = pbm.ExecuteWords(line.Split(' '));
        var lines = new List<string>();
        await foreach (var read in execution.ReadLinesAsync())
            lines.Add(read.Text);
        return (execution.Outcome, string.Join('\n', lines));
    }
}
