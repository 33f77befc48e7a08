using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Storage;

namespace VioActors.Actors.Vios.Cke.Relay;

/// <summary>
/// One request on its way to a peer. Its buffers belong to the caller until <see cref="Completion"/> ends, which it does once. Thread-safe.
/// </summary>
/// <param name="number">Gives its number when it is about to go; null: the frame has it.</param>
internal sealed class RelayRequest(
    CkeFrame frame, Memory<byte> destination, ReadOnlyMemory<byte> source, Func<ulong>? number = null) : ISentFrame
{
    private readonly Lock _sync = new();

    // Who waits goes on in the thread that takes the answer: it passes the result on to where it is sent from, and never blocks.
    private readonly TaskCompletionSource<RelayResult> _completion = new();
    private int _uses;
    private RelayResult? _pending;

    public CkeFrame Frame { get; private set; } = frame;

    public ReadOnlyMemory<byte> Source { get; } = source;

    public Memory<byte> Destination { get; } = destination;

    /// <summary>A request that changes nothing may run at two peers; a write may not, see <see cref="PeerRoute"/>.</summary>
    public bool ChangesData => Frame.Kind == CkeFrameKind.Write;

    /// <summary>Number of the link that it was last given to; -1: none.</summary>
    public int Link { get; set; } = -1;

    /// <summary>Another VIOS is being asked what became of it.</summary>
    public bool IsAskedFor { get; set; }

    /// <summary>Its caller waits no longer than until no interconnect is left.</summary>
    public bool IsGivenUp { get; set; }

    public Task<RelayResult> Completion => _completion.Task;

    /// <summary>It goes next: numbers grow in the order in which requests go to one peer, however long they have waited.</summary>
    public void TakeNumber()
    {
        if (number is not null)
            Frame = Frame with { Request = number() };
    }

    /// <summary>Before a buffer of the caller is read or written: the one may still be sent when the answer fills the other. False: it has
    /// ended, leave the buffers alone.</summary>
    public bool TryUse()
    {
        lock (_sync)
        {
            if (_pending is not null)
                return false;
            _uses++;
            return true;
        }
    }

    /// <summary>After <see cref="TryUse"/>.</summary>
    public void EndUse()
    {
        RelayResult? pending;
        lock (_sync)
        {
            pending = --_uses == 0 ? _pending : null;
        }

        if (pending is { } result)
            _completion.TrySetResult(result);
    }

    void ISentFrame.FreePayload() => EndUse();

    void ISentFrame.EndSending()
    {
    }

    /// <summary>Ends it; while a buffer is in use, at the end of that.</summary>
    public void Complete(RelayResult result)
    {
        lock (_sync)
        {
            if (_pending is not null)
                return;
            _pending = result;
            if (_uses > 0)
                return;
        }

        _completion.TrySetResult(result);
    }
}

/// <summary>How a request at a peer ended.</summary>
/// <param name="Answer">The peer's answer; null: it gave none and will not run the request any more.</param>
/// <param name="IsResolved">Of a question about a write: it is answered by the VIOS that has the write.</param>
internal readonly record struct RelayResult(StorageResult? Answer, bool IsResolved = false)
{
    /// <summary>The peer does not run it, and never will.</summary>
    public static RelayResult PeerGone => new(null);
}
