using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits;

/// <summary>
/// The part of <see cref="LuDecisions"/> about chunks on volumes that were given up (STO-10). Such a chunk stays in the map: a place that
/// is known to be lost is another thing than one that was never written, which reads as zeros. It leaves the map when it is unmapped, or
/// written as a whole. Pure; thread-safe.
/// </summary>
internal static class LuLosses
{
    public static Outcome GiveUp(LuState state, GiveUpVolume give)
    {
        var reserve = ReserveOn(state, give.Pv);
        ILuEvent[] events =
        [
            .. state.GivenUp.Contains(give.Pv) ? Array.Empty<ILuEvent>() : [new VolumeGivenUp(give.Pv)],
            .. reserve.Count == 0 ? Array.Empty<ILuEvent>() : [new ReserveGivenUp(reserve)],
        ];
        return events.Length == 0
            ? Decision.NoOp<ILuEvent>("It is known already.")
            : LuWithdrawals.GiveBack(
                events.Aggregate(state, (current, @event) => current.Apply(@event)), Decision.Accept<ILuEvent>(Ok.Instance, events));
    }

    /// <summary>What came to the reserve from a volume that was given up meanwhile goes back.</summary>
    public static IEnumerable<ReserveGivenUp> FindUseless(LuState state)
    {
        var useless = state.GivenUp.SelectMany(pv => ReserveOn(state, pv)).ToValueList();
        return useless.Count == 0 ? [] : [new ReserveGivenUp(useless)];
    }

    /// <summary>The answer to a write of a part of a chunk that is lost and that a snapshot has too; null when there is none.</summary>
    public static Outcome? FindLost(LuState state, IEnumerable<long> chunks)
    {
        if (state.GivenUp.IsEmpty)
        {
            return null;
        }

        foreach (var chunk in chunks)
        {
            if (state.Past.Shared.Find(chunk) is { } place && state.GivenUp.Contains(place.Pv))
            {
                return Decision.Answer<ILuEvent>(new ChunkLost(state.Identity!.Lu, chunk));
            }
        }

        return null;
    }

    /// <summary>Chunks of the unit's own map that are lost: they get other places when they are written.</summary>
    public static long CountLost(LuState state) => state.GivenUp.IsEmpty ? 0 : LostOf(state, state.Map.Runs).Sum(run => run.Count);

    /// <summary>The runs on volumes that were given up.</summary>
    public static IEnumerable<MapRun> LostOf(LuState state, IEnumerable<MapRun> runs) => runs.Where(run => state.GivenUp.Contains(run.Pv));

    public static Outcome Describe(LuState state)
    {
        var own = LostOf(state, state.Map.Runs.Concat(state.Past.Shared.Runs)).ToList();
        var places = RunSet.Empty.Join(own.Select(LuPast.PlaceOf));
        var taken = RunSet.Empty.Join(LostOf(state, state.Past.Taken.SelectMany(moment => moment.Map.Runs)).Select(LuPast.PlaceOf));
        return Decision.Answer<ILuEvent>(new LuLossesFound(
            state.Identity!.Lu, own.Sum(run => run.Count), taken.Runs.SelectMany(places.Outside).Sum(run => run.Count)));
    }

    private static ValueList<ChunkRun> ReserveOn(LuState state, int pv) => state.Reserve.Runs.Where(run => run.Pv == pv).ToValueList();
}
