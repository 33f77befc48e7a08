namespace VioActors.Scsi.Backend;

/// <summary>
/// A backend that gives space back: UNMAP, WRITE SAME with UNMAP and GET LBA STATUS exist when it is implemented. Thread-safe.
/// </summary>
public interface IThinBlockBackend : IBlockBackend
{
    /// <summary>
    /// Releases the chunks that lie wholly inside the range; the rest of the range may keep its bytes. A released block reads as zeros
    /// (LBPRZ).
    /// </summary>
    ValueTask<BackendResult> UnmapAsync(long lba, long blockCount, CancellationToken cancellation);

    /// <summary>
    /// Whether the block at <paramref name="lba"/> has space of its own, and how many blocks from it on are in the same state.
    /// </summary>
    ValueTask<BlockMapping> FindMappingAsync(long lba, CancellationToken cancellation);
}

/// <summary>Answer of <see cref="IThinBlockBackend.FindMappingAsync"/>.</summary>
/// <param name="Result">The other values count only with <see cref="BackendResult.Ok"/>.</param>
/// <param name="IsMapped">False: deallocated, reads as zeros.</param>
/// <param name="BlockCount">Blocks from the asked one on that are in this state: at least 1; may be fewer than there are.</param>
public readonly record struct BlockMapping(BackendResult Result, bool IsMapped, long BlockCount);
