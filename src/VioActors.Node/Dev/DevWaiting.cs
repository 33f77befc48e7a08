using System.Net.Sockets;
using VioActors.Actors.Vios;

namespace VioActors.Node.Dev;

/// <summary>Waits until the parts of a starting system have come as far as they should. Thread-safe.</summary>
internal static class DevWaiting
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

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

    /// <summary>Until the command host, which binds on its own, accepts connections.</summary>
    /// <exception cref="DevStartException">It does not; the port is taken, as the log says.</exception>
    public static async Task UntilListeningAsync(string host, int port, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
                return;
            }
            catch (SocketException) when (!limit.IsCancellationRequested)
            {
                await Task.Delay(Pause, limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new DevStartException($"pbm cannot be reached at {host}:{port}; choose another port with petabridge.cmd.port.");
            }
        }
    }

    private static async Task UntilAsync(DevSystem system, string vios, Func<ViosReport, bool> reached, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        var last = "it did not answer";
        try
        {
            while (true)
            {
                var report = await system.ReportOfAsync(vios).WaitAsync(limit.Token).ConfigureAwait(false);
                if (reached(report))
                    return;
                last = $"it is {report.Phase}{(report.Detail.Length > 0 ? $": {report.Detail}" : "")}";
                if (report.Phase == ViosPhase.RegistrationFailed || IsStuck(report))
                    throw new DevStartException($"VIOS {vios} does not serve; {last}");
                await Task.Delay(Pause, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DevStartException($"VIOS {vios} does not serve after {Limit}; {last}. See the log above.");
        }
    }

    /// <summary>A member whose storage layer could not come up, e.g. since its portal does not listen.</summary>
    private static bool IsStuck(ViosReport report) =>
        report.Phase == ViosPhase.ClusterAware && report.Stack.Any(layer => layer.Status == Domain.Cluster.LayerStatus.Degraded);
}
