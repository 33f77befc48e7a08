using VioActors.Actors.Settings;
using VioActors.Node.Configuration;
using VioActors.Node.Dev;
using VioActors.Node.Rehearsal;

namespace VioActors.Node.Cli;

/// <summary>Runs the dev role until it is told to end.</summary>
internal static class DevCommand
{
    /// <summary>Exit code for a configuration that cannot be used.</summary>
    public const int BadConfiguration = 2;

    public static async Task<int> RunAsync(SettingsOverrides overrides, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            var config = NodeConfiguration.Load(overrides, Environment.GetEnvironmentVariables());
            var settings = VioActorsSettings.Read(config);
            await output.WriteLineAsync(
                $"VioActors {DevEnvironment.SoftwareVersion}, dev role, data in {settings.DataDirectory}").ConfigureAwait(false);
            await using var system = await DevSystem.StartAsync(config, DevEnvironment.Real(settings), cancellation).ConfigureAwait(false);
            await DevWelcome.WriteAsync(system, output).ConfigureAwait(false);
            using var rehearsal = SnapshotRehearsal.Plan(TimeProvider.System);
            await UntilCancelledAsync(cancellation).ConfigureAwait(false);
            await output.WriteLineAsync("Stopping: partitions, then VIOSes, then the VIOS DB.").ConfigureAwait(false);
        }
        catch (SettingsException cause)
        {
            await error.WriteLineAsync(cause.Message).ConfigureAwait(false);
            return BadConfiguration;
        }
        catch (DevStartException cause)
        {
            await error.WriteLineAsync(cause.Message).ConfigureAwait(false);
            return 1;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return 1;
        }

        await output.WriteLineAsync("Stopped.").ConfigureAwait(false);
        return 0;
    }

    private static async Task UntilCancelledAsync(CancellationToken cancellation)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = cancellation.Register(cancelled.SetResult).ConfigureAwait(false);
        await cancelled.Task.ConfigureAwait(false);
    }
}
