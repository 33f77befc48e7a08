using System.Collections.Immutable;

namespace VioActors.Actors.Vios.LogicalUnits.Unit;

/// <summary>
/// The writes that were admitted under one version of the SCSI state: counts them, and closes. A write enters and leaves by one interlocked
/// operation each, and allocates nothing: the admission itself is what it disposes. Thread-safe.
/// </summary>
/// <param name="others">Ranges that other VIOSes have for themselves.</param>
/// <param name="own">Ranges that this VIOS has for itself.</param>
internal sealed class WriteAdmission(ImmutableArray<BlockSpan> others, ImmutableArray<BlockSpan> own) : IDisposable
{
    private const long ClosedBit = 1L << 62;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _state;

    public ImmutableArray<BlockSpan> Others => others;

    public ImmutableArray<BlockSpan> Own => own;

    /// <summary>Ends when another admission holds.</summary>
    public Task Replaced => _replaced.Task;

    /// <summary>False when it is closed: another one holds.</summary>
    public bool TryEnter()
    {
        if ((Interlocked.Increment(ref _state) & ClosedBit) == 0)
            return true;
        Dispose();
        return false;
    }

    /// <summary>Whether one of the ranges has a block of the span.</summary>
    public static bool Meets(ImmutableArray<BlockSpan> ranges, BlockSpan span)
    {
        foreach (var range in ranges)
        {
            if (range.Overlaps(span))
                return true;
        }

        return false;
    }

    /// <summary>A write leaves.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _state) == ClosedBit)
            _drained.TrySetResult();
    }

    /// <summary>After its successor was put in place. The task ends when the last write has left.</summary>
    public Task CloseAsync()
    {
        _replaced.TrySetResult();
        if ((Interlocked.Or(ref _state, ClosedBit) & ~ClosedBit) == 0)
            _drained.TrySetResult();
        return _drained.Task;
    }
}

/// <summary>Blocks <c>[First, End)</c>.</summary>
internal readonly record struct BlockSpan(long First, long End)
{
    public bool Overlaps(BlockSpan other) => First < other.End && other.First < End;

    public bool Covers(BlockSpan other) => First <= other.First && other.End <= End;
}
