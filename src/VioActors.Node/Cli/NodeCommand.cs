using VioActors.Actors.Settings;
using VioActors.Node.Configuration;
using VioActors.Node.Dev;
using VioActors.Node.Nodes;
using VioActors.Node.Rehearsal;

namespace VioActors.Node.Cli;

/// <summary>Runs one process of a cluster until it is told to end, or the cluster has removed it.</summary>
internal static class NodeCommand
{
    /// <summary>Exit code of a process that must be started again: it is no member any more, or its VIOS stopped.</summary>
    public const int StartAgain = 3;

    public static async Task<int> RunAsync(SettingsOverrides overrides, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            var config = NodeConfiguration.Load(overrides, Environment.GetEnvironmentVariables());
            var environment = DevEnvironment.Real(VioActorsSettings.Read(config));
            await using var node = await ClusterNode.StartAsync(config, environment, cancellation).ConfigureAwait(false);
            foreach (var line in node.Offers)
                await output.WriteLineAsync(line).ConfigureAwait(false);
            await output.WriteLineAsync("Ready.").ConfigureAwait(false);
            await output.FlushAsync(cancellation).ConfigureAwait(false);
            using var rehearsal = SnapshotRehearsal.Plan(TimeProvider.System);
            try
            {
                await node.Ended.WaitAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await output.WriteLineAsync("Stopping.").ConfigureAwait(false);
                return 0;
            }

            if (node.WasToldToStop)
            {
                await output.WriteLineAsync("The VIOS was told to stop.").ConfigureAwait(false);
                return 0;
            }

            await error.WriteLineAsync("This process is no member any more, or its VIOS stopped; start it again.").ConfigureAwait(false);
            return StartAgain;
        }
        catch (SettingsException cause)
        {
            await error.WriteLineAsync(cause.Message).ConfigureAwait(false);
            return DevCommand.BadConfiguration;
        }
        catch (DevStartException cause)
        {
            await error.WriteLineAsync(cause.Message).ConfigureAwait(false);
            return 1;
        }
        catch (NodeRemovedException cause)
        {
            await error.WriteLineAsync(cause.Message).ConfigureAwait(false);
            return StartAgain;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return 1;
        }
    }
}
