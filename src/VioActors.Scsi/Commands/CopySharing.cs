using VioActors.Scsi.Backend;

namespace VioActors.Scsi.Commands;

/// <summary>
/// The part of EXTENDED COPY that moves no bytes: whole chunks that lie alike in both units become the same ones. After one that cannot be
/// shared the rest of its segment is copied, since the next ones most likely cannot, either. Of one run; not thread-safe.
/// </summary>
internal sealed class CopySharing
{
    private readonly CommandContext _context;
    private readonly LogicalUnit _source;
    private readonly LogicalUnit _destination;
    private readonly ISharingBlockBackend? _backend;
    private readonly int _chunkBlocks;
    private long _refusedEnd;

    /// <param name="from">First block of the source.</param>
    /// <param name="to">First block of the destination.</param>
    public CopySharing(CommandContext context, LogicalUnit source, long from, LogicalUnit destination, long to)
    {
        (_context, _source, _destination) = (context, source, destination);
        _chunkBlocks = destination.Backend.OptimalGranularityBlocks;
        var isAlike = source.BlockSizeBytes == destination.BlockSizeBytes
            && source.Backend.OptimalGranularityBlocks == _chunkBlocks
            && from % _chunkBlocks == to % _chunkBlocks;
        _backend = isAlike && source.Backend != destination.Backend ? destination.Backend as ISharingBlockBackend : null;
    }

    /// <summary>Something was shared: the source's writes are in the destination then, and may be in a cache only.</summary>
    public bool HasShared { get; private set; }

    /// <summary>Blocks from a block of the destination on that are to be copied before chunks can be shared; all when none can.</summary>
    public long CountBefore(long lba, long blockCount)
    {
        var first = (Math.Max(lba, _refusedEnd) + _chunkBlocks - 1) / _chunkBlocks * _chunkBlocks;
        return _backend is not null && lba + blockCount - first >= _chunkBlocks ? first - lba : blockCount;
    }

    /// <summary>
    /// Shares the whole chunks at the beginning of a range, not more than one call can. Null with 0 blocks: they have to be copied.
    /// </summary>
    /// <param name="from">First block of the source.</param>
    /// <param name="to">First block of the destination.</param>
    /// <param name="blockCount">What is left of the run.</param>
    /// <param name="segmentEnd">Block of the destination after the segment that begins the range.</param>
    public async ValueTask<(BackendResult? Result, long BlockCount)> ShareAsync(long from, long to, long blockCount, long segmentEnd)
    {
        var count = Math.Min(blockCount / _chunkBlocks * _chunkBlocks, _backend!.ShareBlocksMax);
        var result = await ShareUnderLockAsync(from, to, count).ConfigureAwait(false);
        var isShared = result == BackendResult.Ok;
        HasShared |= isShared;
        _refusedEnd = isShared ? 0 : segmentEnd;
        return (result, isShared ? count : 0);
    }

    private async ValueTask<BackendResult?> ShareUnderLockAsync(long from, long to, long blockCount)
    {
        if (_destination.Locks is not { } locks)
        {
            return await _backend!.ShareAsync(_source.Backend, from, to, blockCount, _context.Cancellation).ConfigureAwait(false);
        }

        using var hold = await locks.HoldAsync(to, blockCount, false, _context.Cancellation).ConfigureAwait(false);
        return _destination.Conflicts(_context.Nexus.Identity, CommandTraits.Writes)
            ? BackendResult.ReservationConflict
            : await _backend!.ShareAsync(_source.Backend, from, to, blockCount, _context.Cancellation).ConfigureAwait(false);
    }
}
