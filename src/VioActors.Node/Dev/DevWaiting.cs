using System.Net.Sockets;
using Akka.Actor;
using Petabridge.Cmd.Host;
using VioActors.Actors.Vios;

namespace VioActors.Node.Dev;

/// <summary>Waits until the parts of a starting system have come as far as they should. Thread-safe.</summary>
internal static class DevWaiting
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Reports in a row, two seconds: what is on its way up may look as if it stood still.</summary>
    private const int StuckReports = 100;

    /// <exception cref="DevStartException">It does not serve.</exception>
    public static Task UntilServingAsync(DevSystem system, string vios, CancellationToken cancellation) =>
        UntilAsync(system, vios, report => report.Phase == ViosPhase.Serving && report.Portals.Count > 0, cancellation);

    /// <summary>Until every VIOS serves each LU of the settings.</summary>
    public static async Task UntilMappedAsync(DevSystem system, CancellationToken cancellation)
    {
        var count = system.Settings.LogicalUnits.Count + (system.Settings.Lpar.Enabled ? 1 : 0);
        foreach (var vios in system.Settings.ViosNames)
            await UntilAsync(system, vios, report =>
                report.Devices is { } devices && devices.Devices.Count >= count, cancellation).ConfigureAwait(false);
    }

    /// <summary>Until the command host, which binds on its own, listens. Gives its address, <c>host:port</c>.</summary>
    /// <exception cref="DevStartException">It does not, e.g. since the port is taken.</exception>
    public static async Task<string> UntilListeningAsync(ActorSystem system, CancellationToken cancellation)
    {
        var pbm = system.Settings.Config.GetConfig("petabridge.cmd");
        var host = pbm.GetString("host");
        try
        {
            var bound = await PetabridgeCmd.Get(system).BoundAddress.WaitAsync(Limit, cancellation).ConfigureAwait(false);
            return $"{host}:{bound.Port}";
        }
        catch (Exception cause) when (!cancellation.IsCancellationRequested
            && cause is SocketException or TimeoutException or OperationCanceledException)
        {
            throw new DevStartException(
                $"pbm cannot listen on {host}:{pbm.GetInt("port")}: {cause.Message}; choose another port with petabridge.cmd.port.");
        }
    }

    private static async Task UntilAsync(DevSystem system, string vios, Func<ViosReport, bool> reached, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        var (last, stuck) = ("it did not answer", 0);
        try
        {
            while (true)
            {
                var report = await system.ReportOfAsync(vios).WaitAsync(limit.Token).ConfigureAwait(false);
                if (reached(report))
                    return;
                last = $"it is {report.Phase}{(report.Detail.Length > 0 ? $": {report.Detail}" : "")}";
                stuck = IsStuck(report) ? stuck + 1 : 0;
                if (report.Phase == ViosPhase.RegistrationFailed || stuck == StuckReports)
                    throw new DevStartException($"VIOS {vios} does not serve; {last}");
                await Task.Delay(Pause, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DevStartException($"VIOS {vios} does not serve after {Limit}; {last}. See the log above.");
        }
    }

    /// <summary>A member whose storage layer could not come up. One that has only lost volumes of several serves the others.</summary>
    private static bool IsStuck(ViosReport report) =>
        report.Phase == ViosPhase.ClusterAware
        && report.Stack.Any(layer => layer is
        {
            Layer: Domain.Cluster.StackLayer.StorageVirtualization, Status: Domain.Cluster.LayerStatus.Degraded, LostVolumes.Count: 0,
        });
}
