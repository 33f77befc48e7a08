using VioActors.Storage.Values;

namespace VioActors.Storage.Allocation;

/// <summary>
/// Space of one volume. Chunks from <see cref="HighWater"/> on were never used and read as zero; below it a chunk is used, or freeing (old
/// bytes), or free (zeroed). Immutable.
/// </summary>
/// <param name="PvIndex">Number of the volume in its pool.</param>
/// <param name="ChunkCount">Capacity.</param>
/// <param name="Draining">Takes no allocation.</param>
/// <param name="HighWater">First chunk never used.</param>
/// <param name="Free">Zeroed chunks below the high-water mark.</param>
/// <param name="Freeing">Chunks with old bytes.</param>
public sealed record VolumeSpace(int PvIndex, long ChunkCount, bool Draining, long HighWater, ChunkRuns Free, ChunkRuns Freeing)
{
    public static VolumeSpace New(int pvIndex, long chunkCount) => new(pvIndex, chunkCount, false, 0, ChunkRuns.Empty, ChunkRuns.Empty);

    public long UsedCount => HighWater - Free.ChunkCount - Freeing.ChunkCount;

    /// <summary>Chunks that could be given now, were it not draining.</summary>
    public long FreeCount => ChunkCount - HighWater + Free.ChunkCount;

    public bool IsUsed(ChunkRun run) =>
        run.Start >= 0 && run.Count > 0 && run.End <= HighWater && !Free.Overlaps(run) && !Freeing.Overlaps(run);

    /// <summary>Free chunks in the order in which they are given: zeroed ones first, so that the file stays small.</summary>
    public IEnumerable<long> FreeInOrder()
    {
        foreach (var run in Free)
        {
            for (var chunk = run.Start; chunk < run.End; chunk++)
                yield return chunk;
        }

        for (var chunk = HighWater; chunk < ChunkCount; chunk++)
            yield return chunk;
    }

    /// <exception cref="InvalidOperationException">Not all free: the journal and this state do not belong together.</exception>
    public VolumeSpace Allocate(ChunkExtent extent)
    {
        if (extent.Start < 0 || extent.Count < 1 || extent.End > ChunkCount)
            throw new InvalidOperationException($"{extent} is not inside a volume of {ChunkCount} chunks.");
        var space = this;
        if (extent.Start < HighWater)
        {
            var below = new ChunkRun(extent.Start, Math.Min(extent.End, HighWater) - extent.Start);
            space = space with { Free = Free.Remove(below) };
        }

        if (extent.End <= HighWater)
            return space;
        var skipped = extent.Start - HighWater;
        return space with
        {
            HighWater = extent.End,
            Free = skipped > 0 ? space.Free.Add(new ChunkRun(HighWater, skipped)) : space.Free,
        };
    }

    /// <exception cref="InvalidOperationException">Not all in use.</exception>
    public VolumeSpace Release(ChunkExtent extent) =>
        IsUsed(RunOf(extent))
            ? this with { Freeing = Freeing.Add(RunOf(extent)) }
            : throw new InvalidOperationException($"{extent} is not all in use.");

    /// <exception cref="InvalidOperationException">Not all freeing.</exception>
    public VolumeSpace Zeroed(ChunkExtent extent) =>
        this with { Freeing = Freeing.Remove(RunOf(extent)), Free = Free.Add(RunOf(extent)) };

    internal static ChunkRun RunOf(ChunkExtent extent) => new(extent.Start, extent.Count);
}
