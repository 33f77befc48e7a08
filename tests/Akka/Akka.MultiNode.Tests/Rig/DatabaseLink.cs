using System.Net.Sockets;

namespace Akka.MultiNode.Tests.Rig;

/// <summary>The way of one node to the database, a socket of its own: passes bytes on, late if so wanted, or is cut.</summary>
internal sealed class DatabaseLink : IAsyncDisposable
{
    private readonly string _server;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly HashSet<Socket> _open = [];
    private readonly Lock _gate = new();
    private readonly Task _accepting;
    private bool _cut;

    public DatabaseLink(string folder, string server)
    {
        _server = server;
        Folder = folder;
        Directory.CreateDirectory(folder);
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, ".s.PGSQL.5432")));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>The folder to name in the place of a host.</summary>
    public string Folder { get; }

    /// <summary>How late each request arrives.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Ends all connections and refuses new ones, or accepts them again.</summary>
    public void Cut(bool cut)
    {
        lock (_gate)
        {
            _cut = cut;
            foreach (var socket in _open)
                socket.Dispose();
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        Cut(true);
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        {
            try
            {
                lock (_gate)
                {
                    if (_cut)
                        return;
                    _open.UnionWith([client, server]);
                }

                await server.ConnectAsync(new UnixDomainSocketEndPoint(_server));
                await Task.WhenAny(PumpAsync(client, server, requests: true), PumpAsync(server, client, requests: false));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Cut, or the server is down.
            }

            lock (_gate)
                _open.ExceptWith([client, server]);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool requests)
    {
        var buffer = new byte[16_384];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                if (requests && Delay > TimeSpan.Zero)
                {
                    using var slowness = new PeriodicTimer(Delay);
                    await slowness.WaitForNextTickAsync();
                }

                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
