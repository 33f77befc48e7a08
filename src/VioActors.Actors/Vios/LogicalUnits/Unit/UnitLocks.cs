using System.Collections.Immutable;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Actors.Vios.LogicalUnits.Unit;

/// <summary>
/// Keeps reads-then-writes uninterrupted across all VIOSes: an exclusive region is the LU aggregate's to give, and is given when no
/// write to
/// it is under way anywhere; within it the commands of this VIOS exclude each other. A plain write looks at the ranges that are locked,
/// which is nearly always none, and asks nobody. Thread-safe.
/// </summary>
internal sealed class UnitLocks(LuOwner owner, TimeProvider time) : IBlockRangeLocks
{
    /// <summary>Regions begin and end at multiples of it: 1 MiB. Commands that come in sequence share one.</summary>
    private const long RegionBlocks = 2048;

    /// <summary>Regions that are kept; the oldest that nobody uses goes back before another is asked for.</summary>
    private const int RegionCountMax = 64;

    private static readonly TimeSpan WantAgainAfter = TimeSpan.FromSeconds(2);

    private readonly Lock _sync = new();
    private readonly BlockRangeLocks _local = new();
    private readonly List<LockedRegion> _regions = [];
    private volatile WriteAdmission _admission = new([], []);

    public ValueTask<IDisposable?> HoldAsync(long lba, long blockCount, bool exclusive, CancellationToken cancellation)
    {
        var span = new BlockSpan(lba, lba + blockCount);
        if (exclusive)
            return LockAsync(span, cancellation);
        var admission = _admission;
        if (admission.TryEnter())
        {
            if (!WriteAdmission.Meets(admission.Others, span) && !WriteAdmission.Meets(admission.Own, span))
                return new(admission);
            admission.Dispose();
        }

        return WaitAsync(span, cancellation);
    }

    /// <summary>
    /// The ranges that are locked now. When the task ends, no write runs that was admitted before, and none that is admitted later
    /// meets a
    /// locked range.
    /// </summary>
    /// <param name="drain">Writes must end even if no further range is locked: what they were checked against has changed.</param>
    public Task ApplyAsync(LuScsiState state, bool drain)
    {
        DropVoid(state);
        var others = SpansOf(state.Locks.Where(held => held.Vios != owner.Vios));
        var own = SpansOf(state.Locks.Where(held => held.Vios == owner.Vios));
        var former = _admission;
        if (!drain && others.SequenceEqual(former.Others) && own.SequenceEqual(former.Own))
            return Task.CompletedTask;
        _admission = new WriteAdmission(others, own);
        var drained = former.CloseAsync();
        var further = others.Except(former.Others).Any() || own.Except(former.Own).Any();
        return drain || further ? drained : Task.CompletedTask;
    }

    /// <summary>Others want the region of that request; one that is not known here is given back at once.</summary>
    public void GiveBack(long request)
    {
        lock (_sync)
        {
            if (_regions.Find(region => region.Request == request) is { } known)
                End(known);
            else
                Unlock(request);
        }
    }

    /// <summary>This VIOS lets go of the LU.</summary>
    public void GiveBackAll()
    {
        lock (_sync)
        {
            foreach (var region in _regions.ToList())
                End(region);
        }
    }

    private static ImmutableArray<BlockSpan> SpansOf(IEnumerable<LuRangeLock> locks) =>
        [.. locks.Select(held => new BlockSpan(held.Lba, held.Lba + held.BlockCount))];

    private async ValueTask<IDisposable?> WaitAsync(BlockSpan span, CancellationToken cancellation)
    {
        while (true)
        {
            var admission = _admission;
            if (!admission.TryEnter())
                continue;
            if (!WriteAdmission.Meets(admission.Others, span))
            {
                return WriteAdmission.Meets(admission.Own, span)
                    ? await ShareAsync(admission, span, cancellation).ConfigureAwait(false)
                    : admission;
            }

            admission.Dispose();
            _ = owner.AskAsync(
                epoch => new WantRange(owner.Lu, owner.Vios, epoch, span.First, span.End - span.First), cancellation);
            await admission.Replaced.WaitAsync(WantAgainAfter, time, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>In a region of this VIOS: kept out of the commands that read and write there now.</summary>
    private async Task<IDisposable> ShareAsync(WriteAdmission admission, BlockSpan span, CancellationToken cancellation)
    {
        try
        {
            var hold = await _local.HoldAsync(span.First, span.End - span.First, false, cancellation).ConfigureAwait(false);
            return new Hold(hold!, admission.Dispose);
        }
        catch
        {
            admission.Dispose();
            throw;
        }
    }

    private async ValueTask<IDisposable?> LockAsync(BlockSpan span, CancellationToken cancellation)
    {
        var region = Join(span);
        try
        {
            if (await region.Granted.WaitAsync(cancellation).ConfigureAwait(false) is not null)
            {
                var hold = await _local.HoldAsync(span.First, span.End - span.First, true, cancellation).ConfigureAwait(false);
                return new Hold(hold!, () => Leave(region));
            }
        }
        catch
        {
            Leave(region);
            throw;
        }

        lock (_sync)
            region.IsEnding = true;
        Leave(region);
        return null;
    }

    private LockedRegion Join(BlockSpan span)
    {
        lock (_sync)
        {
            var region = _regions.Find(known => !known.IsEnding && known.Span.Covers(span));
            if (region is null)
            {
                if (_regions.Count >= RegionCountMax && _regions.Find(known => known.UserCount == 0) is { } oldest)
                    End(oldest);
                region = Ask(new BlockSpan(
                    span.First / RegionBlocks * RegionBlocks, (span.End + RegionBlocks - 1) / RegionBlocks * RegionBlocks));
                _regions.Add(region);
            }

            region.UserCount++;
            return region;
        }
    }

    private LockedRegion Ask(BlockSpan span)
    {
        var request = owner.NextRequest();
        return new LockedRegion(span, request) { Granted = AskAsync(span, request) };
    }

    private async Task<long?> AskAsync(BlockSpan span, long request)
    {
        var reply = await owner.AskAsync(
            epoch => new LockRange(owner.Lu, owner.Vios, epoch, request, span.First, span.End - span.First),
            CancellationToken.None).ConfigureAwait(false);
        if (reply is ScsiInForce inForce)
            return inForce.Version;

        // Given up here is given up there: a late answer must not leave the range locked.
        GiveBack(request);
        return null;
    }

    private void Leave(LockedRegion region)
    {
        lock (_sync)
        {
            region.UserCount--;
            if (region.IsEnding)
                End(region);
        }
    }

    // Under the lock.
    private void End(LockedRegion region)
    {
        region.IsEnding = true;
        if (region.UserCount == 0 && _regions.Remove(region))
            Unlock(region.Request);
    }

    private void Unlock(long request) => _ = owner.TellAsync(new UnlockRange(owner.Lu, owner.Vios, request));

    /// <summary>What the aggregate does not have any more is not this VIOS's either.</summary>
    private void DropVoid(LuScsiState state)
    {
        lock (_sync)
        {
            _regions.RemoveAll(region =>
                region.Granted is { IsCompletedSuccessfully: true, Result: { } version } && version <= state.Version
                && !state.Locks.Any(held => held.Vios == owner.Vios && held.Request == region.Request));
        }
    }

    private sealed class Hold(IDisposable inner, Action leave) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) != 0)
                return;
            inner.Dispose();
            leave();
        }
    }
}
