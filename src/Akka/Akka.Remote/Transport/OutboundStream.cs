using Akka.Actor;
using Akka.Event;
using Akka.Remote.Wire;
using Akka.Serialization;

namespace Akka.Remote.Transport;

/// <summary>
/// One of the streams to a peer: a limited queue and the loop that connects, again and again with growing pauses, and writes. Messages
/// that are written when a connection breaks are lost; those that wait are sent on the next one.
/// </summary>
internal sealed class OutboundStream
{
    private const int BatchLength = 64 * 1024;

    private readonly Association _association;
    private readonly TcpRemoting _transport;
    private readonly OutboundQueue _queue;
    private readonly WorkSignal _work = new();
    private readonly Information _information;
    private readonly int _frameLengthMax;
    private volatile OutboundConnection? _connection;
    private volatile TaskCompletionSource? _pauseEnd;
    private volatile bool _pingDue;
    private volatile bool _resendDue;
    private volatile bool _probe;
    private volatile bool _writing;

    public OutboundStream(StreamKind kind, Association association, TcpRemoting transport)
    {
        Kind = kind;
        _association = association;
        _transport = transport;
        var settings = transport.Settings;
        _queue = new OutboundQueue(kind switch
        {
            StreamKind.Control => settings.OutboundControlQueueSize,
            StreamKind.Large => settings.OutboundLargeQueueSize,
            _ => settings.OutboundQueueSize,
        });
        _frameLengthMax = kind == StreamKind.Large ? settings.Tcp.LargeFrameLengthMax : settings.Tcp.FrameLengthMax;
        _information = new Information(transport.DefaultAddress, transport.System);
    }

    public StreamKind Kind { get; }

    /// <summary>Whether nothing waits and nothing is being written.</summary>
    public bool IsDrained => _queue.IsEmpty && !_writing;

    /// <summary>Whether nothing was sent, or everything that was has been lost with its connection.</summary>
    public bool IsUnused => _connection is null && _queue.IsEmpty;

    private bool HasWork => !_queue.IsEmpty || _probe || (Kind == StreamKind.Control && !_association.Outbox.IsEmpty);

    /// <summary>Adds a message; false when too many wait.</summary>
    public bool TrySend(in OutboundMessage message)
    {
        if (!_queue.TryAdd(message))
            return false;
        _work.Set();
        return true;
    }

    public void Wake() => _work.Set();

    /// <summary>Connect although nothing waits, to see who is there.</summary>
    public void Probe()
    {
        _probe = true;
        _work.Set();
    }

    /// <summary>Time has passed.</summary>
    public void Tick(bool ping, bool resend)
    {
        if (_connection is not { } connection)
            return;
        if (!connection.IsResponding)
        {
            _association.Log.Warning("[{0}] does not answer any more, its connections are closed.", _association.Remote);
            _association.AbortOutbound();
            return;
        }

        _pingDue |= ping && Kind == StreamKind.Control;
        _resendDue |= resend && Kind == StreamKind.Control;
        if (_pingDue || _resendDue)
            _work.Set();
    }

    public void AbortConnection() => _connection?.Abort();

    /// <summary>Ends the pause after a failed attempt, if there is one.</summary>
    public void RetryNow() => _pauseEnd?.TrySetResult();

    /// <summary>Makes everything that waits dead letters.</summary>
    public void DropQueue()
    {
        lock (_queue)
        {
            for (var left = _queue.Count; left > 0 && _queue.TryTake(out var message); left--)
                _association.ToDeadLetters(message);
        }
    }

    /// <summary>The loop. Ends when <paramref name="stopped"/> says so; never throws.</summary>
    public async Task RunAsync(CancellationToken stopped)
    {
        var backoff = new Backoff(_transport.Settings.BackoffMin, _transport.Settings.RetryGateClosedFor);
        while (!stopped.IsCancellationRequested)
        {
            await _work.WaitAsync().ConfigureAwait(false);
            if (stopped.IsCancellationRequested || !HasWork)
                continue;
            _probe = false;
            TimeSpan pause;
            try
            {
                pause = await ServeAsync(backoff, stopped).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                // Only a subscriber of the event stream that is no actor can do this. The stream must go on.
                pause = backoff.Failed(_transport.Time);
                _association.Log.Error(error, "The stream [{0}] to [{1}] failed: {2}", Kind, _association.Remote, error.Message);
            }

            if (stopped.IsCancellationRequested)
                break;
            if (pause > TimeSpan.Zero)
                await PauseAsync(pause, stopped).ConfigureAwait(false);
            if (HasWork)
                _work.Set();
        }

        DropQueue();
    }

    /// <summary>One connection from its beginning to its end. Returns how long to wait before the next one.</summary>
    private async Task<TimeSpan> ServeAsync(Backoff backoff, CancellationToken stopped)
    {
        OutboundConnection connection;
        try
        {
            connection = await _association.OpenAsync(Kind, _work, _frameLengthMax, stopped).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            if (stopped.IsCancellationRequested)
                return TimeSpan.Zero;
            var pause = backoff.Failed(_transport.Time);
            _association.OnConnectFailed(Kind, error, pause);
            if (error is HandshakeRefusedException || backoff.FailingFor(_transport.Time) >= _transport.Settings.OutboundDropAfter)
                DropQueue();
            return pause;
        }

        backoff.Connected(_transport.Time);
        using (connection)
        {
            await PumpAsync(connection, stopped).ConfigureAwait(false);
            _association.OnDisconnected(Kind, connection.Failure);
        }

        return backoff.Disconnected(_transport.Time);
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stopped)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _pauseEnd = end;
        try
        {
            await end.Task.WaitAsync(pause, _transport.Time, stopped).ConfigureAwait(false);
        }
        catch (Exception over) when (over is TimeoutException or OperationCanceledException)
        {
            // The loop looks for itself.
        }

        _pauseEnd = null;
    }

    private async Task PumpAsync(OutboundConnection connection, CancellationToken stopped)
    {
        _connection = connection;
        await using var registration = stopped.UnsafeRegister(static link => ((OutboundConnection)link!).Abort(), connection)
            .ConfigureAwait(false);
        var reading = connection.ReadAsync();
        try
        {
            while (!connection.IsClosed)
            {
                _writing = true;
                var tail = Fill(connection);
                if (_association.SendDelay is { } delay)
                    await Task.Delay(delay, _transport.Time, stopped).ConfigureAwait(false);
                if (tail is not null)
                {
                    await connection.Link.Writer.WriteAsync(tail, CancellationToken.None).ConfigureAwait(false);
                }
                else if (connection.Link.Writer.UnflushedBytes > 0)
                {
                    await connection.Link.Writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                }
                else
                {
                    _writing = false;
                    await _work.WaitAsync().ConfigureAwait(false);
                }
            }
        }
        catch (Exception error)
        {
            _association.Log.Debug("Writing to [{0}] failed: {1}", _association.Remote, error.Message);
        }
        finally
        {
            _writing = false;
            _connection = null;
            connection.Abort();
            await reading.ConfigureAwait(false);
        }
    }

    private byte[]? Fill(OutboundConnection connection) => Akka.Serialization.Serialization.WithInformation(
        _information, (Stream: this, Connection: connection), static s => s.Stream.FillInside(s.Connection));

    /// <summary>
    /// Writes a batch into the buffer of the connection. Returns what has to go out right behind it without being copied.
    /// </summary>
    private byte[]? FillInside(OutboundConnection connection)
    {
        var writer = connection.Link.Writer;
        var blocked = _association.IsSendBlocked;
        if (Kind == StreamKind.Control && !blocked)
            FillControl(connection);
        while (writer.UnflushedBytes < BatchLength)
        {
            // What waits comes behind the last part of a message that was begun.
            if (connection.Encoder.WritePart(writer))
                continue;
            if (!_queue.TryTake(out var message))
                break;
            if (blocked)
                continue;
            if (message.Message is FlushMark mark)
            {
                Frames.Write(writer, new WireMessage().Number(FrameFields.Flush, mark.Token));
                continue;
            }

            try
            {
                if (connection.Encoder.Encode(message, writer) is { } tail)
                    return tail;
            }
            catch (Exception error)
            {
                _association.OnUnsendable(message, error);
            }
        }

        return null;
    }

    private void FillControl(OutboundConnection connection)
    {
        var writer = connection.Link.Writer;
        if (_pingDue)
        {
            _pingDue = false;
            Frames.Write(writer, new WireMessage().Number(FrameFields.Ping, 1));
        }

        if (_resendDue)
        {
            _resendDue = false;
            connection.LastSystemMessage = 0;
        }

        foreach (var entry in _association.Outbox.After(connection.LastSystemMessage, _transport.Settings.SysResendLimit))
        {
            Frames.Write(writer, entry.ToFrame());
            connection.LastSystemMessage = entry.Number;
        }
    }
}
