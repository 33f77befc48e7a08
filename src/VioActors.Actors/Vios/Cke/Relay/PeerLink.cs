using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Storage;

namespace VioActors.Actors.Vios.Cke.Relay;

/// <summary>
/// A made connection to a peer over one interconnect: sends requests and takes the answers. Ends once, told to or by a failure, and says so
/// to its route. Thread-safe.
/// </summary>
/// <param name="dbAnswered">Takes messages of the VIOS DB that come through the peer. Null: nobody does.</param>
internal sealed class PeerLink(
    int index, CkeConnection connection, PeerRoute route, TimeProvider time, Action<DbAnswered>? dbAnswered = null) : IDisposable
{
    private static readonly StorageResult LastResult = Enum.GetValues<StorageResult>().Max();

    private readonly Lock _sync = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _pingNumber;
    private ulong _pongNumber;
    private ulong _heardNumber;
    private long _pingedAt;

    public int Index => index;

    public PeerRoute Route => route;

    public bool HasEnded => _ended.Task.IsCompleted;

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

    /// <summary>Begins to take answers; without effect when it has ended.</summary>
    public void Start()
    {
        if (route.TryAttach(this))
            CkeConnection.StartReader(new CkeReader(connection, Take, cause => End(cause.Message)).Run);
    }

    public void Send(RelayRequest request)
    {
        if (request.TryUse())
            connection.Send(request.Frame, request.Source, request);
    }

    public void Ping(bool fabricUp)
    {
        ulong number;
        lock (_sync)
        {
            number = ++_pingNumber;
            if (_pongNumber == number - 1)
                _pingedAt = time.GetTimestamp();
        }

        connection.Send(new CkeFrame(CkeFrameKind.Ping, fabricUp ? CkeFrame.Set : (byte)0, 0, number, 0, 0, 0, 0));
    }

    /// <summary>Sends a message to the VIOS DB through the peer; it may be lost, as in a network.</summary>
    public void SendDb(ulong client, DbFrameUse use, byte[] message) =>
        connection.Send(new CkeFrame(CkeFrameKind.Db, (byte)use, 0, client, 0, 0, 0, message.Length), message);

    /// <summary>Gives the connection up.</summary>
    public void End(string reason)
    {
        if (!_ended.TrySetResult(reason))
            return;
        connection.Dispose();
        route.Detach(this);
    }

    public void Dispose() => End("it is closed");

    private void Take(in CkeFrame frame)
    {
        NoteHeard();
        if (frame.Kind == CkeFrameKind.Pong)
            NotePong(frame);
        else if (frame.Kind == CkeFrameKind.Answer)
            TakeAnswer(frame);
        else if (frame.Kind == CkeFrameKind.Db)
            TakeDbMessage(frame);
        else
            throw new CkeProtocolException($"a {frame.Kind} frame came where answers are expected");
    }

    private void NoteHeard()
    {
        lock (_sync)
            _heardNumber = _pingNumber;
    }

    private void NotePong(in CkeFrame frame)
    {
        TimeSpan roundTrip;
        lock (_sync)
        {
            if (frame.Request > _pingNumber || frame.Request <= _pongNumber)
                return;
            _pongNumber = frame.Request;
            roundTrip = time.GetElapsedTime(_pingedAt);
        }

        route.NotePong(index, roundTrip, (frame.Flags & CkeFrame.Set) != 0, (frame.Flags & CkeFrame.DbLost) == 0);
    }

    private void TakeDbMessage(in CkeFrame frame)
    {
        var message = new byte[frame.PayloadLength];
        connection.Receive(message);
        dbAnswered?.Invoke(new DbAnswered(this, frame.Request, message));
    }

    private void TakeAnswer(in CkeFrame frame)
    {
        var request = route.Find(frame.Request);
        if (frame.Result > (byte)LastResult)
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
            connection.Skip(frame.PayloadLength);
            return;
        }

        var whole = false;
        try
        {
            connection.Receive(request.Destination.Span);
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
    private static bool IsWhole(in CkeFrame frame, RelayRequest request) =>
        frame.PayloadLength == (frame.Result == (byte)StorageResult.Ok ? request.Destination.Length : 0);
}
