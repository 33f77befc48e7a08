using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits;

/// <summary>
/// The part of <see cref="LuDecisions"/> about what a thick unit was promised (STO-2): a chunk is kept ready for each that was never
/// written. Work that needs places for a time, and gives as many back to the pool, leaves those alone, and a volume that is emptied gets
/// them back only when others have taken their place. Pure; thread-safe.
/// </summary>
internal static class LuPromises
{
    /// <summary>Chunks of the reserve that no promise needs: all of a thin unit's.</summary>
    public static long CountSpare(LuState state)
    {
        if (!state.Identity!.Thick)
        {
            return state.Reserve.Count;
        }

        var copied = state.Past.Copying.SelectMany(open => open.Copies).Count(copy => !copy.MovesPast);
        var unwritten = state.ChunkCount - state.Map.Count - state.Past.Shared.Count - copied;
        return Math.Max(0, state.Reserve.Count - Math.Max(0, unwritten));
    }

    /// <summary>Chunks of the reserve on a volume.</summary>
    public static IReadOnlyList<ChunkRun> ReserveOn(LuState state, int pv) => [.. state.Reserve.Runs.Where(run => run.Pv == pv)];

    /// <summary>What of the reserve on a volume is not promised, or has others in its place; null: nothing.</summary>
    public static ReserveGivenUp? FindReplaced(LuState state, int pv)
    {
        var there = RunSet.Empty.AddAll(ReserveOn(state, pv));
        var count = Math.Min(there.Count, CountSpare(state));
        return count == 0 ? null : new ReserveGivenUp(there.Peek(count).ToValueList());
    }
}
