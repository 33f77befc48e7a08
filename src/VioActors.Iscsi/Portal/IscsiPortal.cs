using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using VioActors.Iscsi.Session;

namespace VioActors.Iscsi.Portal;

/// <summary>
/// An iSCSI target portal (RFC 7143): listens on one address and serves discovery and normal sessions for the targets of a directory.
/// Thread-safe.
/// Start it once, stop it once.
/// </summary>
public sealed class IscsiPortal : IAsyncDisposable
{
    private readonly PortalContext _context;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private Task? _stopped;

    /// <param name="directory">Targets and who may use them.</param>
    /// <param name="options">Validated here.</param>
    /// <param name="time">Clock of all timeouts.</param>
    /// <param name="random">Source of CHAP challenges; must be cryptographic. Not disposed here.</param>
    /// <param name="log">Gets one line for each event worth telling an operator; must not block.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public IscsiPortal(
        IIscsiTargetDirectory directory, IscsiPortalOptions options, TimeProvider time, RandomNumberGenerator random,
        Action<string>? log = null)
    {
        options.Validate();
        _context = new PortalContext(directory, options, time, random, log ?? (static _ => { }));
    }

    /// <summary>Where the portal listens; the port is the real one after a start on port 0. Null before the start.</summary>
    public IPEndPoint? BoundEndPoint { get; private set; }

    /// <summary>Connections that count against the limits, those that log in included; one that was cut counts until it is gone.</summary>
    public int ConnectionCount => _context.Connections().Length;

    /// <summary>The sessions in their full feature phase, discovery included.</summary>
    public IReadOnlyList<IscsiSessionInfo> Sessions =>
        [.. _context.Registry.Sessions().Select(IscsiSessionInfo.Of).OfType<IscsiSessionInfo>()];

    /// <summary>Listens on <paramref name="endPoint"/>; port 0 takes any free port.</summary>
    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public void Start(IPEndPoint endPoint)
    {
        lock (_gate)
        {
            if (_listener is not null)
            {
                throw new InvalidOperationException("The iSCSI portal was started before.");
            }
            _listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                _listener.Bind(endPoint);
                _listener.Listen(_context.Options.Backlog);
            }
            catch
            {
                _listener.Dispose();
                _listener = null;
                throw;
            }
            BoundEndPoint = (IPEndPoint)_listener.LocalEndPoint!;
            _accepting = AcceptAsync(_listener);
        }
    }

    /// <summary>
    /// Stops in order: no new connections; initiators are asked to log out and get <see cref="IscsiPortalOptions.StopGrace"/> for it;
    /// then the
    /// connections are dropped. Completes when all are gone. A repeat waits for the same end.
    /// </summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            return _stopped ??= StopOnceAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task StopOnceAsync()
    {
        await Task.Yield(); // The caller holds the lock.
        _stopping.Cancel();
        _listener?.Dispose();
        await _accepting.ConfigureAwait(false);
        var connections = _context.Connections();
        using (var grace = new CancellationTokenSource(_context.Options.StopGrace, _context.Time))
        {
            foreach (var connection in connections)
            {
                connection.RequestLogout(_context.Options.StopGrace);
            }
            var gone = Task.WhenAll(connections.Where(static c => c.Parameters is not null).Select(static c => c.Completion));
            await gone.WaitAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await Task.WhenAll(_context.Connections().Select(static c => c.DropAsync("the portal stops"))).ConfigureAwait(false);
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Serve(await listener.AcceptAsync(_stopping.Token).ConfigureAwait(false));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                if (_stopping.IsCancellationRequested)
                {
                    return;
                }
                // Out of descriptors, or the peer is gone already: the next accept may work. A pause keeps a lasting error from spinning.
                _context.Log($"iSCSI portal {BoundEndPoint}: accepting a connection failed: {e.Message}");
                await PauseAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task PauseAsync()
    {
        var pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = _context.Time.CreateTimer(
            static state => ((TaskCompletionSource)state!).TrySetResult(), pause, TimeSpan.FromMilliseconds(100), Timeout.InfiniteTimeSpan);
        await pause.Task.WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Serve(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            if (_context.Options.SocketBufferBytes > 0)
            {
                socket.SendBufferSize = _context.Options.SocketBufferBytes;
                socket.ReceiveBufferSize = _context.Options.SocketBufferBytes;
            }
        }
        catch (SocketException)
        {
            socket.Dispose(); // Reset by the peer between accept and here.
            return;
        }
        var connection = new IscsiConnection(_context, socket);
        if (!_context.TryAdd(connection))
        {
            _context.LogRefusal(connection, BoundEndPoint);
            socket.Dispose();
            return;
        }
        connection.Start();
    }
}
