namespace VioActors.Storage.Access;

/// <summary>
/// Counts the I/O in flight under one grant, and closes: after <see cref="CloseAsync"/> nothing enters, and its task ends when the last one
/// left. Thread-safe; entering and leaving are one interlocked operation each.
/// </summary>
internal sealed class AccessGate
{
    private const long ClosedBit = 1L << 62;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private long _state;

    /// <summary>May briefly count one that is being refused.</summary>
    public int InFlight => (int)(Volatile.Read(ref _state) & ~ClosedBit);

    /// <summary>Closed, and the last one left.</summary>
    public bool IsDrained => _drained.Task.IsCompleted;

    /// <summary>Signalled at closing: waits that touch no medium end.</summary>
    public CancellationToken Closing => _closing.Token;

    public bool TryEnter()
    {
        if ((Interlocked.Increment(ref _state) & ClosedBit) == 0)
            return true;
        Leave();
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _state) == ClosedBit)
            _drained.TrySetResult();
    }

    public Task CloseAsync()
    {
        if ((Interlocked.Or(ref _state, ClosedBit) & ~ClosedBit) == 0)
            _drained.TrySetResult();
        _ = _closing.CancelAsync();
        return _drained.Task;
    }
}
