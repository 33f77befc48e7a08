using System.Collections.Immutable;
using VioActors.Storage.Values;

namespace VioActors.Storage.Allocation;

/// <summary>For whom space is taken.</summary>
public enum AllocationPurpose
{
    /// <summary>A client's data: may not touch the reserve.</summary>
    Client,

    /// <summary>The pool's own work (moving, resynchronising): may use the reserve.</summary>
    Internal,
}

/// <summary>Reply of a decision: an event to persist, or nothing to do, or a refusal with a sentence for people. Immutable.</summary>
public abstract record AllocatorReply
{
    private AllocatorReply()
    {
    }

    public sealed record Ok(AllocatorEvent Event) : AllocatorReply;

    /// <summary>It is so already: a repeat is safe.</summary>
    public sealed record NoOp : AllocatorReply;

    public sealed record Rejected(string Reason) : AllocatorReply;

    /// <summary>Not enough space; <paramref name="Available"/> chunks are left for this purpose. Nothing was taken.</summary>
    public sealed record SpaceExhausted(long Available) : AllocatorReply;
}

/// <summary>Decides on a pool's space. Pure and deterministic: same state and question, same reply.</summary>
public static class AllocatorDecisions
{
    /// <summary>Chunks that one request may take: 4096.</summary>
    public const int AllocationCountMax = 4096;

    /// <summary>
    /// Takes chunks, all or none, one by one from the volume that is filled least in proportion to its size (the lower number on a tie):
    /// equal volumes are striped, unequal ones fill up together.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to <see cref="AllocationCountMax"/> chunks.</exception>
    public static AllocatorReply Allocate(AllocatorState state, int count, AllocationPurpose purpose)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, AllocationCountMax);
        var capacity = state.Capacity;
        var available = purpose == AllocationPurpose.Client ? capacity.Available : capacity.Free;
        if (available < count)
            return new AllocatorReply.SpaceExhausted(available);
        var candidates = state.Volumes.Values.Where(volume => !volume.Draining).Select(volume => new Candidate(volume)).ToList();
        var extents = new List<ChunkExtent>();
        for (var i = 0; i < count; i++)
        {
            Candidate? least = null;
            foreach (var candidate in candidates)
            {
                if (candidate.Left > 0 && (least is null || candidate.IsFilledLessThan(least)))
                    least = candidate;
            }

            Append(extents, least!.Take());
        }

        return new AllocatorReply.Ok(new AllocatorEvent.ChunksAllocated([.. extents]));
    }

    /// <summary>
    /// Gives chunks back, to be zeroed. All grants that map them must have been revoked and drained before. Chunks already freeing or
    /// free are a repeat; a mixture is refused.
    /// </summary>
    public static AllocatorReply Free(AllocatorState state, ImmutableArray<ChunkExtent> extents) =>
        Move(state, extents, (space, run) => space.IsUsed(run), IsFreeOrFreeing, freed => new AllocatorEvent.ChunksFreed(freed), "in use");

    /// <summary>Takes back chunks whose zeros are on stable storage. A repeat is safe.</summary>
    public static AllocatorReply ConfirmZeroed(AllocatorState state, ImmutableArray<ChunkExtent> extents) =>
        Move(
            state,
            extents,
            (space, run) => space.Freeing.Contains(run),
            (space, run) => space.Free.Contains(run),
            zeroed => new AllocatorEvent.ChunksZeroed(zeroed),
            "freeing");

    /// <summary>Adds a volume whose chunks all read as zero, under a number never used in this pool.</summary>
    public static AllocatorReply AddVolume(AllocatorState state, int pvIndex, long chunkCount)
    {
        if (pvIndex is < 0 or > ChunkAddress.MaxPvIndex || chunkCount is < 1 or > ChunkAddress.MaxChunkIndex)
            return new AllocatorReply.Rejected($"Adding volume {pvIndex} of {chunkCount} chunks: number or size is out of range.");
        if (!state.Volumes.TryGetValue(pvIndex, out var present))
            return new AllocatorReply.Ok(new AllocatorEvent.VolumeAdded(pvIndex, chunkCount));
        return present.ChunkCount == chunkCount
            ? new AllocatorReply.NoOp()
            : new AllocatorReply.Rejected($"Volume {pvIndex} is in the pool already, with {present.ChunkCount} chunks.");
    }

    /// <summary>Stops allocation from a volume, so that it can be emptied.</summary>
    public static AllocatorReply DrainVolume(AllocatorState state, int pvIndex) =>
        OnVolume(state, pvIndex, space => space.Draining
            ? new AllocatorReply.NoOp()
            : new AllocatorReply.Ok(new AllocatorEvent.VolumeDrained(pvIndex)));

    /// <summary>Calls draining off.</summary>
    public static AllocatorReply ReactivateVolume(AllocatorState state, int pvIndex) =>
        OnVolume(state, pvIndex, space => space.Draining
            ? new AllocatorReply.Ok(new AllocatorEvent.VolumeReactivated(pvIndex))
            : new AllocatorReply.NoOp());

    /// <summary>Removes a drained volume that holds no data.</summary>
    public static AllocatorReply RemoveVolume(AllocatorState state, int pvIndex) =>
        OnVolume(state, pvIndex, space => (space.Draining, space.UsedCount) switch
        {
            (false, _) => new AllocatorReply.Rejected($"Volume {pvIndex} still takes allocations; drain it first."),
            (true, > 0) => new AllocatorReply.Rejected($"Volume {pvIndex} still holds {space.UsedCount} chunks; move them away first."),
            _ => new AllocatorReply.Ok(new AllocatorEvent.VolumeRemoved(pvIndex)),
        });

    /// <summary>Sets how many chunks are kept back from clients.</summary>
    public static AllocatorReply SetReserve(AllocatorState state, long chunkCount) => chunkCount switch
    {
        < 0 => new AllocatorReply.Rejected("A reserve cannot be negative."),
        _ when chunkCount == state.ReserveCount => new AllocatorReply.NoOp(),
        _ => new AllocatorReply.Ok(new AllocatorEvent.ReserveSet(chunkCount)),
    };

    /// <summary>Sets the sum of what is promised to clients.</summary>
    public static AllocatorReply SetProvisioned(AllocatorState state, long chunkCount) => chunkCount switch
    {
        < 0 => new AllocatorReply.Rejected("A promise of space cannot be negative."),
        _ when chunkCount == state.ProvisionedCount => new AllocatorReply.NoOp(),
        _ => new AllocatorReply.Ok(new AllocatorEvent.ProvisionedSet(chunkCount)),
    };

    private static AllocatorReply OnVolume(AllocatorState state, int pvIndex, Func<VolumeSpace, AllocatorReply> decide) =>
        state.Volumes.TryGetValue(pvIndex, out var space)
            ? decide(space)
            : new AllocatorReply.Rejected($"The pool has no volume {pvIndex}.");

    private static AllocatorReply Move(
        AllocatorState state,
        ImmutableArray<ChunkExtent> extents,
        Func<VolumeSpace, ChunkRun, bool> isFrom,
        Func<VolumeSpace, ChunkRun, bool> isThere,
        Func<ImmutableArray<ChunkExtent>, AllocatorEvent> change,
        string from)
    {
        if (extents.IsDefaultOrEmpty)
            return new AllocatorReply.NoOp();
        var seen = new Dictionary<int, ChunkRuns>();
        var moving = 0;
        foreach (var extent in extents)
        {
            var run = VolumeSpace.RunOf(extent);
            var others = seen.GetValueOrDefault(extent.PvIndex, ChunkRuns.Empty);
            if (run.Count < 1 || run.Start < 0 || !state.Volumes.TryGetValue(extent.PvIndex, out var space) || others.Overlaps(run))
                return new AllocatorReply.Rejected($"{extent} is named twice, or is no run of chunks of this pool.");
            seen[extent.PvIndex] = others.Add(run);
            if (isFrom(space, run))
                moving++;
            else if (!isThere(space, run))
                return new AllocatorReply.Rejected($"{extent} is not all {from}.");
        }

        if (moving == 0)
            return new AllocatorReply.NoOp();
        return moving == extents.Length
            ? new AllocatorReply.Ok(change(extents))
            : new AllocatorReply.Rejected($"Some of the extents are {from} and others are not any more.");
    }

    private static bool IsFreeOrFreeing(VolumeSpace space, ChunkRun run) => space.Free.Contains(run) || space.Freeing.Contains(run);

    private static void Append(List<ChunkExtent> extents, ChunkAddress next)
    {
        if (extents.Count != 0 && extents[^1] is var last && last.PvIndex == next.PvIndex && last.End == next.ChunkIndex)
            extents[^1] = last with { Count = last.Count + 1 };
        else
            extents.Add(ChunkExtent.Of(next));
    }

    /// <summary>A volume while chunks are being picked from it.</summary>
    private sealed class Candidate(VolumeSpace space)
    {
        private readonly IEnumerator<long> _next = space.FreeInOrder().GetEnumerator();
        private long _filled = space.ChunkCount - space.FreeCount;

        public long Left => space.ChunkCount - _filled;

        /// <summary>Fractions compared without rounding.</summary>
        public bool IsFilledLessThan(Candidate other) => (Int128)_filled * other.Size < (Int128)other._filled * Size;

        private long Size => space.ChunkCount;

        public ChunkAddress Take()
        {
            _filled++;
            _next.MoveNext();
            return new ChunkAddress(space.PvIndex, _next.Current);
        }
    }
}
