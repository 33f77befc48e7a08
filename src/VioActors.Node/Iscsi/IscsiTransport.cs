using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios.Transport;
using VioActors.Iscsi.Login;
using VioActors.Iscsi.Portal;

namespace VioActors.Node.Iscsi;

/// <summary>The iSCSI portal of one VIOS as its transport. Thread-safe.</summary>
internal sealed class IscsiTransport(
    IscsiSettings settings, IPEndPoint endPoint, TimeProvider time, RandomNumberGenerator random, Action<string> log)
    : IViosTransport
{
    private IscsiPortal? _portal;

    public ValueTask<IReadOnlyList<string>> StartAsync(TargetDirectory directory, CancellationToken cancellation)
    {
        var options = new IscsiPortalOptions
        {
            PortalGroupTag = directory.PortalGroup,
            LoginTimeout = settings.LoginTimeout,
            PollTime = settings.PollTime,
            Negotiation = new NegotiationLimits { MaxConnections = settings.MaxConnections },
        };
        var portal = new IscsiPortal(new IscsiDirectory(directory), options, time, random, log);
        try
        {
            portal.Start(endPoint);
        }
        catch (SocketException cause)
        {
            throw new IOException(
                $"Cannot listen on {endPoint} for iSCSI: {cause.Message}. Stop what uses the port, or choose another with "
                    + $"vio-actors.iscsi.port-first.", cause);
        }

        _portal = portal;
        return new([portal.BoundEndPoint!.ToString()]);
    }

    public async ValueTask StopAsync(string reason)
    {
        if (_portal is { } portal)
            await portal.StopAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_portal is { } portal)
            await portal.DisposeAsync().ConfigureAwait(false);
    }
}
