using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Storage;

namespace VioActors.Actors.Vios.Cke.Relay;

/// <summary>
/// A made connection to a peer over one interconnect: sends requests and takes the answers. Ends once, told to or by a failure, and says so
/// to its route. Thread-safe.
/// </summary>
internal sealed class PeerLink(int index, CkeConnection connection, PeerRoute route, TimeProvider time) : IDisposable
{
    private readonly Lock _sync = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _pingNumber;
    private ulong _pongNumber;
    private ulong _heardNumber;
    private long _pingedAt;

    public int Index => index;

    /// <summary>Ends with the reason when the connection is of no more use.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>Pings since the peer was last heard of: a long answer on its way delays no verdict, and a busy peer is not lost.</summary>
    public int UnansweredPings
    {
        get
        {
            lock (_sync)
                return (int)(_pingNumber - Math.Max(_pongNumber, _heardNumber));
        }
    }

    /// <summary>Begins to take answers.</summary>
    public void Start()
    {
        route.Attach(this);
        _ = RunAsync();
    }

    public async Task SendAsync(RelayRequest request)
    {
        if (!request.TryUse())
            return;
        try
        {
            await connection.SendAsync(request.Frame, request.Source, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException cause)
        {
            End(cause.Message);
        }
        finally
        {
            request.EndUse();
        }
    }

    public async Task PingAsync(bool fabricUp)
    {
        ulong number;
        lock (_sync)
        {
            number = ++_pingNumber;
            if (_pongNumber == number - 1)
                _pingedAt = time.GetTimestamp();
        }

        try
        {
            await connection.SendAsync(
                new CkeFrame(CkeFrameKind.Ping, fabricUp ? CkeFrame.Set : (byte)0, 0, number, 0, 0, 0, 0), default, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (IOException cause)
        {
            End(cause.Message);
        }
    }

    /// <summary>Gives the connection up.</summary>
    public void End(string reason)
    {
        if (!_ended.TrySetResult(reason))
            return;
        connection.Dispose();
        route.Detach(this);
    }

    public void Dispose() => End("it is closed");

    private async Task RunAsync()
    {
        try
        {
            while (!_ended.Task.IsCompleted)
            {
                var frame = await connection.ReceiveFrameAsync(CancellationToken.None).ConfigureAwait(false);
                NoteHeard();
                if (frame.Kind == CkeFrameKind.Pong)
                    NotePong(frame);
                else if (frame.Kind == CkeFrameKind.Answer)
                    await TakeAnswerAsync(frame).ConfigureAwait(false);
                else
                    throw new CkeProtocolException($"a {frame.Kind} frame came where answers are expected");
            }
        }
        catch (IOException cause)
        {
            End(cause.Message);
        }
    }

    private void NoteHeard()
    {
        lock (_sync)
            _heardNumber = _pingNumber;
    }

    private void NotePong(CkeFrame frame)
    {
        TimeSpan roundTrip;
        lock (_sync)
        {
            if (frame.Request > _pingNumber || frame.Request <= _pongNumber)
                return;
            _pongNumber = frame.Request;
            roundTrip = time.GetElapsedTime(_pingedAt);
        }

        route.NotePong(index, roundTrip, frame.Flags == CkeFrame.Set);
    }

    private async ValueTask TakeAnswerAsync(CkeFrame frame)
    {
        var request = route.Find(frame.Request);
        if (!Enum.IsDefined((StorageResult)frame.Result))
            throw new CkeProtocolException($"an answer says result {frame.Result}");
        var result = new RelayResult((StorageResult)frame.Result, frame.Flags == CkeFrame.Set);
        if (request is not null && !IsWhole(frame, request))
            throw new CkeProtocolException($"an answer carries {frame.PayloadLength} bytes; {request.Destination.Length} were asked for");
        if (request is not null && frame.PayloadLength == 0)
        {
            request.Complete(result);
            return;
        }

        if (request is null || !request.TryUse())
        {
            await connection.SkipAsync(frame.PayloadLength, CancellationToken.None).ConfigureAwait(false);
            return;
        }

        var whole = false;
        try
        {
            await connection.ReceiveAsync(request.Destination, CancellationToken.None).ConfigureAwait(false);
            whole = true;
        }
        finally
        {
            request.EndUse();
            if (whole)
                request.Complete(result);
        }
    }

    /// <summary>Data comes with a read that went well, and with nothing else.</summary>
    private static bool IsWhole(CkeFrame frame, RelayRequest request) =>
        frame.PayloadLength == (frame.Result == (byte)StorageResult.Ok ? request.Destination.Length : 0);
}
