using System.Net;
using System.Net.Sockets;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Cke.Serving;

/// <summary>
/// One interconnect of this VIOS: the address on which other VIOSes reach it. While it is cut on purpose it takes nobody and lets go of
/// those that it has. Thread-safe.
/// </summary>
internal sealed class CkeListener : IDisposable
{
    private const int ConnectionCountMax = 1024;
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly CkeHandshake _handshake;
    private readonly Func<CkeConnection, CkeParty, CancellationToken, Task> _serve;
    private readonly Action<string> _warn;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _sync = new();
    private readonly HashSet<CkeConnection> _connections = [];
    private bool _cut;

    /// <exception cref="SocketException">The address cannot be used.</exception>
    public CkeListener(
        IPEndPoint address, CkeHandshake handshake, Func<CkeConnection, CkeParty, CancellationToken, Task> serve, Action<string> warn,
        TimeProvider time)
    {
        (_handshake, _serve, _warn, _time) = (handshake, serve, warn, time);
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(address);
            _socket.Listen(64);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        Address = (IPEndPoint)_socket.LocalEndPoint!;
        _ = AcceptAsync();
    }

    /// <summary>Where it listens, with the port that it was given.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Cuts or restores this interconnect at this VIOS.</summary>
    public void SetCut(bool cut)
    {
        List<CkeConnection> dropped;
        lock (_sync)
        {
            _cut = cut;
            dropped = cut ? [.. _connections] : [];
        }

        foreach (var connection in dropped)
            connection.Dispose();
    }

    public void Dispose()
    {
        _stop.Cancel();
        SetCut(true);
        _socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var connection = new CkeConnection(await _socket.AcceptAsync(_stop.Token).ConfigureAwait(false));
                if (Admit(connection))
                    CkeConnection.StartReader(() => Serve(connection));
                else
                    connection.Dispose();
            }
            catch (SocketException cause)
            {
                _warn($"Interconnect {Address}: {cause.Message}");
            }
            catch (Exception cause) when (cause is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Serve(CkeConnection connection)
    {
        Task serving;
        try
        {
            CkeParty origin;
            using (_time.CreateTimer(
                static state => ((CkeConnection)state!).Dispose(), connection, HandshakeLimit, Timeout.InfiniteTimeSpan))
            {
                origin = _handshake.Accept(connection);
            }

            serving = _serve(connection, origin, _stop.Token);
            ReceivedBatch.End();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            serving = Task.FromException(cause);
        }

        // One that is idle has no thread: what is left to do is done when it has ended.
        _ = EndAsync(connection, serving);
    }

    private async Task EndAsync(CkeConnection connection, Task serving)
    {
        using var _ = connection;
        try
        {
            await serving.ConfigureAwait(false);
        }
        catch (CkeProtocolException fault)
        {
            _warn($"Interconnect {Address}: {fault.Message}");
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
        {
            // Ended by the other side, by a cut, or by the limit of the handshake.
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The connection ends; the other side asks again over another.
            _warn($"Interconnect {Address}: {fault}");
        }
        finally
        {
            lock (_sync)
                _connections.Remove(connection);
        }
    }

    private bool Admit(CkeConnection connection)
    {
        lock (_sync)
            return !_cut && _connections.Count < ConnectionCountMax && _connections.Add(connection);
    }
}
