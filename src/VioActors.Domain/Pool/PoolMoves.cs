using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Pool.IPoolEvent>;

namespace VioActors.Domain.Pool;

/// <summary>Volumes that are to be emptied: what is still to be moved, and when one is taken out (STO-10). Pure; thread-safe.</summary>
public static class PoolMoves
{
    /// <summary>Whether the volume gives no more chunks and its data is to go elsewhere.</summary>
    public static bool IsEmptied(PoolPv pv) => pv.Status is PvStatus.Draining or PvStatus.Leaving;

    /// <summary>Chunks of the volume that a unit holds, or that wait to be erased.</summary>
    public static long CountUsed(PoolState state, PoolPv pv) => pv.Definition.ChunkCount - state.Free[pv.Index].Count;

    /// <summary>Units with chunks on volumes that are to be emptied: volume by volume, in the order of the units' ids.</summary>
    public static IEnumerable<(int Pv, LuUdid Lu)> Find(PoolState state) =>
        from pv in state.Pvs
        where IsEmptied(pv)
        from share in state.Lus.Values.OrderBy(share => share.Lu.Lu)
        where !share.Held.IsDisjoint(new ChunkRun(pv.Index, 0, pv.Definition.ChunkCount))
        select (pv.Index, share.Lu.Lu);

    /// <summary>Whether a unit has something to move.</summary>
    internal static bool AreDue(PoolState state) => Find(state).Any();

    /// <summary>The decision with the departure of volumes on which its events leave nothing.</summary>
    internal static Outcome WithDepartures(PoolState state, Outcome decision)
    {
        if (decision.Events.Count == 0)
        {
            return decision;
        }

        var after = decision.Events.Aggregate(state, (current, @event) => current.Apply(@event));
        foreach (var pv in after.Pvs.Where(pv => pv.Status is PvStatus.Leaving or PvStatus.GivenUp && CountUsed(after, pv) == 0))
        {
            decision = decision.Storing(new PvRemoved(pv.Index)).With(new AnnounceVolumes(after.Name!));

            // The header of one that was given up cannot be written, and waiting for it would hold up the others'.
            if (pv.Status == PvStatus.GivenUp)
            {
                continue;
            }

            var record = new RecordPv(pv.Index);
            decision = decision.Effects.Contains(record) ? decision : decision.With(record);
        }

        return decision;
    }
}
