using System.Net;
using System.Net.Sockets;

namespace VioActors.Interop.Tests.Console;

/// <summary>
/// One address for a node that comes and goes: passes connections on to where it is now. While it is nowhere they are closed at once.
/// </summary>
internal sealed class SwitchRelay : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private volatile IPEndPoint? _target;

    public SwitchRelay()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Address = (IPEndPoint)_listener.LocalEndPoint!;
        _ = AcceptAsync();
    }

    public IPEndPoint Address { get; }

    /// <summary>Null: it is nowhere. Connections that are open end with their node.</summary>
    public void PointTo(IPEndPoint? target) => _target = target;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            if (_target is not { } target)
                return;
            using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await server.ConnectAsync(target);
                client.NoDelay = true;
                using NetworkStream outer = new(client), inner = new(server);
                await Task.WhenAny(outer.CopyToAsync(inner), inner.CopyToAsync(outer));
            }
            catch (Exception end) when (end is SocketException or IOException or ObjectDisposedException)
            {
                // One of the two is gone: so is the connection.
            }
        }
    }
}
