using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Pool;

/// <summary>Counts where every chunk of the pool is. Answered with <see cref="PoolChecked"/>.</summary>
public sealed record CheckPool(PoolName Pool) : IQuery, IPoolMessage;

/// <summary>Answer to <see cref="CheckPool"/>: all of one moment, of the volumes that are not removed.</summary>
/// <param name="LostChunks">In no place; 0 in a sound pool.</param>
/// <param name="TwiceChunks">In two places, each counted once; 0 in a sound pool.</param>
public sealed record PoolChecked(
    PoolName Pool,
    long TotalChunks,
    long FreeChunks,
    long HeldChunks,
    long FreeingChunks,
    long LostChunks,
    long TwiceChunks) : IReply;

/// <summary>
/// Proves that each chunk is free, of one unit, or on its way back, from the places themselves and not from running totals. Pure;
/// thread-safe.
/// </summary>
internal static class PoolOwned
{
    public static PoolChecked Check(PoolState state)
    {
        var present = state.Pvs.Where(pv => pv.Status != PvStatus.Removed).ToDictionary(pv => pv.Index);
        var free = present.Keys.SelectMany(index => state.Free[index].Runs).ToList();
        var held = Of(state.Lus.Values.SelectMany(share => share.Held.Runs));
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
            total - known, twice);

        List<ChunkRun> Of(IEnumerable<ChunkRun> runs) => [.. runs.Where(run => present.ContainsKey(run.Pv))];
    }
}
