using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Akka.Actor;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios.Transport;
using VioActors.Iscsi.Portal;

namespace VioActors.Node.Iscsi;

/// <summary>
/// The iSCSI portal of a CEC, at an address that stays while VIOSes come and go: see <see cref="RedirectDirectory"/>. Start once, stop
/// once.
/// </summary>
internal sealed class CecPortal : IAsyncDisposable
{
    private readonly IscsiPortal _portal;

    private CecPortal(IscsiPortal portal) => _portal = portal;

    /// <summary><c>host:port</c>.</summary>
    public string Address => _portal.BoundEndPoint!.ToString();

    /// <exception cref="IOException">The port is taken.</exception>
    public static CecPortal Start(
        VioActorsSettings settings, IActorRef phyp, Func<string, string> targetNameOf, Func<CancellationToken, Task<ChapDemands>> chap,
        TimeProvider time, Action<string> log)
    {
        IscsiPortal? portal = null;
        var directory = new RedirectDirectory(phyp, targetNameOf, () => new IscsiPortalAddress(
            portal!.BoundEndPoint!.Address.ToString(), portal.BoundEndPoint.Port, 1), chap);
        var listen = IPAddress.Parse(settings.Iscsi.Listen);
        var kept = Path.Combine(settings.DataDirectory, "cec-portal-port");
        var options = new IscsiPortalOptions { LoginTimeout = settings.Iscsi.LoginTimeout };
        foreach (var port in Ports(settings.Qemu.PortalPort, kept))
        {
            portal = new IscsiPortal(directory, options, time, RandomNumberGenerator.Create(), log);
            try
            {
                portal.Start(new IPEndPoint(listen, port));
                File.WriteAllText(kept, portal.BoundEndPoint!.Port.ToString(CultureInfo.InvariantCulture));
                return new CecPortal(portal);
            }
            catch (SocketException cause) when (port != 0)
            {
                log($"the portal of the CEC cannot listen on {listen}:{port}: {cause.Message}");
            }
        }

        throw new IOException(
            $"Cannot listen on {listen}:{settings.Qemu.PortalPort} for the CEC's portal. Stop what uses the port, or choose another with "
                + "vio-actors.qemu.portal-port.");
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.StopAsync().ConfigureAwait(false);
        await _portal.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Machines that have outlived this process look for the port that it had.</summary>
    private static IEnumerable<int> Ports(int wanted, string kept)
    {
        if (wanted != 0)
            return [wanted];
        return File.Exists(kept) && ushort.TryParse(File.ReadAllText(kept), NumberStyles.None, CultureInfo.InvariantCulture, out var former)
            && former != 0 ? [former, 0] : [0];
    }
}
