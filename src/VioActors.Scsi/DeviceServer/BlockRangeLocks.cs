namespace VioActors.Scsi.DeviceServer;

/// <summary>
/// Range locks within one process: right as long as only this process writes the unit. Thread-safe; nothing waits under its lock.
/// </summary>
public sealed class BlockRangeLocks : IBlockRangeLocks
{
    private readonly Lock _gate = new();
    private readonly List<Hold> _held = [];
    private readonly List<Hold> _waiting = [];
    private int _exclusiveCount;

    public ValueTask<IDisposable?> HoldAsync(long lba, long blockCount, bool exclusive, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var hold = new Hold(this, lba, lba + blockCount, exclusive);
        lock (_gate)
        {
            if (!IsBlocked(hold, _waiting.Count))
            {
                Grant(hold);
                return ValueTask.FromResult<IDisposable?>(hold);
            }

            hold.Waiter = new TaskCompletionSource<IDisposable>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(hold);
        }

        return new ValueTask<IDisposable?>(WaitAsync(hold, cancellation));
    }

    private async Task<IDisposable?> WaitAsync(Hold hold, CancellationToken cancellation)
    {
        using var registration = cancellation.Register(() => Cancel(hold, cancellation));
        return await hold.Waiter!.Task.ConfigureAwait(false);
    }

    private void Cancel(Hold hold, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(hold))
            {
                return;
            }

            GrantWaiting();
        }

        hold.Waiter!.TrySetCanceled(cancellation);
    }

    private void Release(Hold hold)
    {
        lock (_gate)
        {
            if (!_held.Remove(hold))
            {
                return;
            }

            _exclusiveCount -= hold.IsExclusive ? 1 : 0;
            GrantWaiting();
        }
    }

    private void Grant(Hold hold)
    {
        _held.Add(hold);
        _exclusiveCount += hold.IsExclusive ? 1 : 0;
    }

    private void GrantWaiting()
    {
        for (var i = 0; i < _waiting.Count;)
        {
            var hold = _waiting[i];
            if (IsBlocked(hold, i))
            {
                i++;
                continue;
            }

            _waiting.RemoveAt(i);
            Grant(hold);
            hold.Waiter!.TrySetResult(hold);
        }
    }

    /// <summary>Blocked by a holder, or by one of the first <paramref name="aheadCount"/> waiters, so that nobody starves.</summary>
    private bool IsBlocked(Hold hold, int aheadCount)
    {
        if (!hold.IsExclusive && _exclusiveCount == 0 && aheadCount == 0)
        {
            return false;
        }

        return _held.Exists(hold.Excludes) || _waiting.FindIndex(0, aheadCount, hold.Excludes) >= 0;
    }

    private sealed class Hold(BlockRangeLocks owner, long first, long end, bool exclusive) : IDisposable
    {
        public bool IsExclusive { get; } = exclusive;

        public TaskCompletionSource<IDisposable>? Waiter { get; set; }

        private long First { get; } = first;

        private long End { get; } = end;

        public bool Excludes(Hold other) => (IsExclusive || other.IsExclusive) && First < other.End && other.First < End;

        public void Dispose() => owner.Release(this);
    }
}
