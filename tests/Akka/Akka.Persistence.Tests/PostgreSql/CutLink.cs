using System.Net;
using System.Net.Sockets;

namespace Akka.Persistence.Tests.PostgreSql;

/// <summary>Stands between a client and the server's socket: passes bytes on, holds the answers back, or cuts everything.</summary>
internal sealed class CutLink : IAsyncDisposable
{
    private readonly string _socketPath;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _open = [];
    private readonly Lock _gate = new();
    private readonly Task _accepting;
    private bool _refusing;
    private TaskCompletionSource? _held;

    public CutLink(string socketPath)
    {
        _socketPath = socketPath;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Requests go on; answers do not arrive until the link is cut, and then never.</summary>
    public void HoldAnswers()
    {
        lock (_gate)
            _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Closes every connection; new ones are let through, or refused until <see cref="Restore"/>.</summary>
    public void Cut(bool refuse)
    {
        lock (_gate)
        {
            _refusing = refuse;
            foreach (var socket in _open)
                socket.Dispose();
            _open.Clear();
            _held?.SetResult();
            _held = null;
        }
    }

    public void Restore()
    {
        lock (_gate)
            _refusing = false;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut(refuse: true);
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        lock (_gate)
        {
            if (_refusing)
            {
                client.Dispose();
                server.Dispose();
                return;
            }

            _open.AddRange([client, server]);
        }

        try
        {
            await server.ConnectAsync(new UnixDomainSocketEndPoint(_socketPath));
            await Task.WhenAny(PumpAsync(client, server, answers: false), PumpAsync(server, client, answers: true));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut before it was made.
        }

        client.Dispose();
        server.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, bool answers)
    {
        var buffer = new byte[16_384];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                Task? held;
                lock (_gate)
                    held = answers ? _held?.Task : null;
                if (held is not null)
                    await held;
                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
