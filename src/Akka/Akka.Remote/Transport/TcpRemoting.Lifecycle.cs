using System.Net.Sockets;
using System.Security.Authentication;
using Akka.Event;
using Akka.Remote.Wire;

namespace Akka.Remote.Transport;

/// <content>Connections that come in, and the end.</content>
internal sealed partial class TcpRemoting
{
    private static readonly TimeSpan AcceptRetryPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LoopsEndMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(5);

    private readonly OverflowCount _refused;
    private readonly OverflowCount _offenders;
    private int _inboundCount;

    /// <inheritdoc />
    public override async Task Shutdown()
    {
        StopListening();
        var began = Time.GetTimestamp();
        while (Time.GetElapsedTime(began) < Settings.FlushWait && _associations.Values.Any(association => !association.IsDrained))
            await Task.Delay(DrainPoll, Time).ConfigureAwait(false);
        await FlushAsync(Settings.FlushWait - Time.GetElapsedTime(began)).ConfigureAwait(false);
        End();
        try
        {
            await Task.WhenAll(_loops.Keys).WaitAsync(LoopsEndMax, Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.Warning("Some connections did not end within {0}.", LoopsEndMax);
        }

        Publish(new RemotingShutdownEvent());
    }

    /// <summary>Closes everything at once.</summary>
    public void Abort() => End();

    /// <summary>A connection that is closed may take with it what the peer has not read, so the peer is asked.</summary>
    private async Task FlushAsync(TimeSpan max)
    {
        if (max <= TimeSpan.Zero)
            return;
        try
        {
            await Task.WhenAll(_associations.Values.Select(association => association.FlushAsync()))
                .WaitAsync(max, Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.Debug("Not all systems have taken what was sent to them within flush-wait-on-shutdown.");
        }
    }

    private void End()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        _ticks?.Cancel();
        StopListening();
        _stopped.Cancel();
        foreach (var association in _associations.Values)
            association.Wake();
    }

    private void StopListening()
    {
        _listens = false;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!IsStopped)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_stopped.Token).ConfigureAwait(false);
                if (Interlocked.Increment(ref _inboundCount) <= Settings.InboundConnectionsMax)
                {
                    Run(ServeAsync(socket));
                    continue;
                }

                Interlocked.Decrement(ref _inboundCount);
                socket.Dispose();
                if (_refused.Add(out var count))
                    Log.Warning("{0} connections refused: there are akka.remote.inbound-connections-max already.", count);
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (Exception error)
            {
                // Out of file handles, most likely: the listener is sound.
                if (!_listens)
                    return;
                Log.Warning("Cannot accept a connection, trying again: {0}", error.Message);
                await Task.Delay(AcceptRetryPause, Time).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        PeerLink? link = null;
        InboundConnection? connection = null;
        var from = "a peer";
        try
        {
            from = socket.RemoteEndPoint?.ToString() ?? from;
            Connector.Configure(socket, Settings.Tcp);
            using (var timeout = new CancellationTokenSource(Settings.HandshakeTimeout, Time))
            using (var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopped.Token))
            {
                Stream stream = new NetworkStream(socket, ownsSocket: true);
                if (_tls is not null)
                    stream = await _tls.AcceptAsync(stream, both.Token).ConfigureAwait(false);
                link = new PeerLink(socket, stream);
                connection = new InboundConnection(this, link);
                await connection.ShakeHandsAsync(both.Token).ConfigureAwait(false);
            }

            await connection.ReadAsync(_stopped.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            OnInboundFailed(from, error);
        }
        finally
        {
            connection?.Close();
            link?.Dispose();
            socket.Dispose();
            Interlocked.Decrement(ref _inboundCount);
        }
    }

    private void OnInboundFailed(string from, Exception error)
    {
        if (IsStopped)
            return;
        Log.Debug("The connection from [{0}] ended: {1}", from, error.Message);
        if (error is not (WireFormatException or AuthenticationException or HandshakeRefusedException or OperationCanceledException))
            return;
        var reason = error is OperationCanceledException ? "it did not finish its handshake in time" : error.Message;
        if (_offenders.Add(out var count))
            Log.Warning("{0} connections from peers were closed for what they did, the last from [{1}]: {2}", count, from, reason);
    }
}
