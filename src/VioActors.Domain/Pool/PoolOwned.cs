using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Pool;

/// <summary>Counts where every chunk of the pool is. Answered with <see cref="PoolChecked"/>.</summary>
public sealed record CheckPool(PoolName Pool) : IQuery, IPoolMessage;

/// <summary>Answer to <see cref="CheckPool"/>: all of one moment, of the volumes that are not removed.</summary>
/// <param name="LostChunks">In no place; 0 in a sound pool.</param>
/// <param name="HeldChunks">Of units, each counted once.</param>
/// <param name="TwiceChunks">In two places, or with another number of holders than is noted; 0 in a sound pool.</param>
/// <param name="SharedChunks">Of two units or more, after clones.</param>
public sealed record PoolChecked(
    PoolName Pool,
    long TotalChunks,
    long FreeChunks,
    long HeldChunks,
    long FreeingChunks,
    long LostChunks,
    long TwiceChunks,
    long SharedChunks) : IReply;

/// <summary>
/// Proves that each chunk is free, of one unit, or on its way back, from the places themselves and not from running totals. Pure;
/// thread-safe.
/// </summary>
internal static class PoolOwned
{
    /// <summary>What units hold, each chunk once, and what several of them hold.</summary>
    public static (RunSet Held, SharedRuns Shared) HeldOf(IEnumerable<PoolShare> shares)
    {
        var (held, shared) = (RunSet.Empty, SharedRuns.Empty);
        foreach (var run in shares.SelectMany(share => share.Held.Runs))
        {
            shared = held.Inside(run).Aggregate(shared, (set, part) => set.Add(part));
            held = held.AddAll(held.Outside(run).ToList());
        }

        return (held, shared);
    }

    public static PoolChecked Check(PoolState state)
    {
        var present = state.Pvs.Where(pv => pv.Status != PvStatus.Removed).ToDictionary(pv => pv.Index);
        var free = present.Keys.SelectMany(index => state.Free[index].Runs).ToList();
        var (heldOnce, shared) = HeldOf(state.Lus.Values);
        var held = Of(heldOnce.Runs);
        var freeing = Of(state.Freeing.Runs);
        var (known, twice) = (0L, 0L);
        foreach (var runs in free.Concat(held).Concat(freeing).GroupBy(run => run.Pv))
        {
            var end = 0L;
            foreach (var run in runs.OrderBy(run => run.First))
            {
                var fresh = Math.Max(0, run.End - Math.Max(run.First, end));
                (known, twice, end) = (known + fresh, twice + run.Count - fresh, Math.Max(end, run.End));
            }
        }

        var total = present.Values.Sum(pv => pv.Definition.ChunkCount);
        return new PoolChecked(
            state.Name!, total, free.Sum(run => run.Count), held.Sum(run => run.Count), freeing.Sum(run => run.Count),
            total - known, twice + shared.CountDifferences(state.Shared), shared.Count);

        List<ChunkRun> Of(IEnumerable<ChunkRun> runs) => [.. runs.Where(run => present.ContainsKey(run.Pv))];
    }
}
