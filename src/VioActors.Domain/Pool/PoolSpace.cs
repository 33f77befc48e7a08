using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Pool.IPoolEvent>;

namespace VioActors.Domain.Pool;

/// <summary>Space of a pool: figures, choice of chunks, alerts (STO-9). Pure; thread-safe.</summary>
public static class PoolSpace
{
    /// <summary>An alert ends only this many percent points below its threshold, so that it does not flap.</summary>
    public const int AlertHysteresisPercent = 2;

    public static PoolCapacity Measure(PoolState state)
    {
        var total = state.Pvs.Where(pv => pv.Status == PvStatus.InUse).Sum(pv => pv.Definition.ChunkCount);
        return new PoolCapacity(
            total,
            CountUsable(state),
            state.HeldChunks,
            state.Freeing.Count,
            state.Lus.Values.Sum(share => CountOf(state, share.Lu.Size)),
            state.ChunkSizeBytes,
            state.Alert);
    }

    /// <summary>Free chunks that may be given; of one tier, or of all for null.</summary>
    public static long CountFree(PoolState state, Tier? tier) => Usable(state, tier).Sum(pv => state.Free[pv.Index].Count);

    /// <summary>
    /// Free chunks that can be written now: those on volumes which no VIOS reaches are left out. All of them when that is so with every
    /// volume, since then it is the way to the volumes that is lost.
    /// </summary>
    public static long CountUsable(PoolState state)
    {
        var usable = Usable(state, null).Where(pv => !PoolLosses.IsUnusable(state, pv.Index)).ToList();
        return usable.Count == 0 ? CountFree(state, tier: null) : usable.Sum(pv => state.Free[pv.Index].Count);
    }

    /// <summary>Free chunks of a tier that units may get for what clients write: what the pool keeps back is left out.</summary>
    public static long CountGrantable(PoolState state, Tier tier) =>
        Math.Max(0, CountFree(state, tier) - CountReserve(Usable(state, tier), state.Limits));

    /// <summary>Chunks that a pool keeps back of its volumes in use, each tier by itself, whether they are free or not (STO-9).</summary>
    public static long CountReserve(IEnumerable<PoolPv> pvs, PoolLimits limits) => pvs
        .Where(pv => pv.Status == PvStatus.InUse)
        .GroupBy(pv => pv.Definition.Tier, pv => pv.Definition.ChunkCount)
        .Sum(tier => Math.Min(
            (long)((Int128)tier.Sum() * limits.ReservePercent / 100),
            limits.ReserveChunksMax == 0 ? long.MaxValue : limits.ReserveChunksMax));

    /// <summary>Chunks that a size needs.</summary>
    public static long CountOf(PoolState state, ByteSize size) =>
        (size.Bytes / state.ChunkSizeBytes) + (size.Bytes % state.ChunkSizeBytes == 0 ? 0 : 1);

    /// <summary>
    /// Chooses free chunks of the tier, at most <paramref name="count"/>: from a volume that every VIOS reaches if there is one, of those
    /// from the one with the most free ones, so that load spreads, and there in ascending order, so that a unit stays contiguous; from
    /// further volumes when one does not suffice.
    /// </summary>
    /// <param name="ofReserve">Also of what the pool keeps back.</param>
    public static ValueList<ChunkRun> Choose(PoolState state, Tier tier, long count, bool ofReserve = false)
    {
        var chosen = new List<ChunkRun>();
        count = Math.Min(count, ofReserve ? CountFree(state, tier) : CountGrantable(state, tier));
        foreach (var pv in Usable(state, tier).OrderBy(pv => PoolLosses.CountMissing(state, pv.Index))
            .ThenByDescending(pv => state.Free[pv.Index].Count).ThenBy(pv => pv.Index))
        {
            if (count <= 0)
            {
                break;
            }

            foreach (var run in state.Free[pv.Index].Peek(count))
            {
                chosen.Add(run);
                count -= run.Count;
            }
        }

        return chosen.ToValueList();
    }

    /// <summary>The decision with the change of the alert level that its events bring about (STO-9).</summary>
    internal static Outcome WithAlert(PoolState state, Outcome decision, DateTimeOffset nowUtc)
    {
        if (decision.Events.Count == 0)
        {
            return decision;
        }

        var after = decision.Events.Aggregate(state, (current, @event) => current.Apply(@event));
        var (level, percent) = FindLevel(after);
        return level == after.Alert
            ? decision
            : decision.Storing(new PoolAlertChanged(level, percent, nowUtc)).With(new AnnouncePoolAlert(after.Name!, level, percent));
    }

    private static (PoolAlertLevel Level, int Percent) FindLevel(PoolState state)
    {
        var capacity = Measure(state);
        var used = capacity.TotalChunks - capacity.FreeChunks;
        var percent = capacity.TotalChunks == 0 ? 100 : (int)(used * 100 / capacity.TotalChunks);
        var level = capacity.FreeChunks <= CountReserve(state.Pvs, state.Limits) ? PoolAlertLevel.Full
            : Reached(state.Thresholds.CriticalPercent, PoolAlertLevel.Critical) ? PoolAlertLevel.Critical
            : Reached(state.Thresholds.WarningPercent, PoolAlertLevel.Warning) ? PoolAlertLevel.Warning
            : PoolAlertLevel.None;
        return (level, percent);

        bool Reached(int threshold, PoolAlertLevel of) => percent >= threshold - (state.Alert >= of ? AlertHysteresisPercent : 0);
    }

    private static IEnumerable<PoolPv> Usable(PoolState state, Tier? tier) =>
        state.Pvs.Where(pv => pv.Status == PvStatus.InUse && (tier is null || pv.Definition.Tier == tier));
}
