using Spectre.Console;
using VioActors.Actors.Settings;
using VioActors.Node.Demo;
using VioActors.Node.Dev;

namespace VioActors.Node.Cli;

/// <summary>Runs the guided tour. Exit code 0 only if every promise held.</summary>
internal static class DemoCommand
{
    public static async Task<int> RunAsync(bool keep, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("vioactors-demo-").FullName;
        IDemoDisplay display = Console.IsOutputRedirected ? new PlainDisplay(output) : new TerminalDisplay(AnsiConsole.Console);
        try
        {
            var promises = await new DemoTour(folder, display).RunAsync(cancellation).ConfigureAwait(false);
            display.Table(
                ["promised", "seen", "held"],
                promises.Select(IReadOnlyList<string> (promise) => [promise.What, promise.Seen, promise.Held ? "yes" : "NO"]));
            var held = promises.Count(promise => promise.Held);
            display.Line(held == promises.Count ? $"All {held} promises held."
                : $"{promises.Count - held} of {promises.Count} promises did not hold.");
            return held == promises.Count ? 0 : 1;
        }
        catch (Exception cause) when (cause is DevStartException or SettingsException or OperationCanceledException)
        {
            await error.WriteLineAsync($"The tour stopped: {cause.Message}").ConfigureAwait(false);
            return 1;
        }
        finally
        {
            if (keep)
                display.Line($"Kept: {folder}");
            else
                Directory.Delete(folder, recursive: true);
        }
    }
}
