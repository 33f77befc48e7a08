namespace VioActors.Scsi.Backend;

/// <summary>A backend whose chunks can be those of another unit without moving bytes: EXTENDED COPY asks it first. Thread-safe.</summary>
public interface ISharingBlockBackend : IThinBlockBackend
{
    /// <summary>Most blocks in one call; a multiple of <see cref="IBlockBackend.OptimalGranularityBlocks"/>.</summary>
    int ShareBlocksMax { get; }

    /// <summary>
    /// Makes whole chunks of this unit read as those of another one do now, in one step. Whichever is written later goes its own way.
    /// What has no space there has none here afterwards.
    /// </summary>
    /// <param name="source">Of another unit.</param>
    /// <param name="sourceLba">Begins a chunk.</param>
    /// <param name="lba">Begins a chunk.</param>
    /// <param name="blockCount">Whole chunks, at least one.</param>
    /// <param name="cancellation">Nothing changes any more after the exception.</param>
    /// <returns>
    /// Null: these cannot be shared, nothing has changed, and the bytes may be copied. <see cref="BackendResult.NotReady"/>: it was done as
    /// a whole or not at all, and nobody can use the blocks until that is known.
    /// </returns>
    ValueTask<BackendResult?> ShareAsync(
        IBlockBackend source, long sourceLba, long lba, long blockCount, CancellationToken cancellation);
}
