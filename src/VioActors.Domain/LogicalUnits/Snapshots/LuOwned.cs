using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Pool;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>
/// The part of <see cref="LuDecisions"/> that proves what the unit owns: every place is in exactly one part of its state, and the pool
/// holds
/// the same places for it. Pure; thread-safe.
/// </summary>
internal static class LuOwned
{
    /// <summary>Every place that the unit knows as its own, each counted once.</summary>
    public static RunSet Of(LuState state) => RunSet.Empty.Join(Parts(state));

    public static Outcome Check(LuState state, CheckChunks check) => IsMoving(state)
        ? LuDecisions.Refuse(RejectionCode.Busy, $"'{state.Identity!.Name}' is taking or giving back chunks; check it again.")
        : Decision.Wait<ILuEvent>(KeyOf(check.Repair), new FetchHeld(state.Identity!.Pool, check.Lu, check.Repair));

    public static Outcome Conclude(LuState state, ConcludeCheck conclude)
    {
        var key = KeyOf(conclude.Repair);
        if (IsMoving(state))
        {
            var busy = new Rejected(RejectionCode.Busy, $"'{state.Identity!.Name}' took or gave back chunks meanwhile; check it again.");
            return Decision.NoOp<ILuEvent>(busy.Reason).Resolving(key, busy);
        }

        var (known, held) = (Of(state), RunSet.From(conclude.Held));
        var stray = held.Runs.SelectMany(known.Outside).ToValueList();
        var missing = known.Runs.SelectMany(held.Outside).ToValueList();
        var written = state.Map.Runs.Select(LuPast.PlaceOf).Concat(state.Reserve.Runs);
        var exposed = RunSet.From(conclude.Shared) is var shared && shared.Count == 0
            ? 0
            : written.SelectMany(shared.Inside).Sum(run => run.Count);
        var twice = Parts(state).Sum(run => run.Count) - known.Count + exposed;
        var repairs = conclude.Repair && stray.Count > 0;
        var answer = new ChunksChecked(conclude.Lu, held.Count, known.Count, twice, stray, missing, repairs);
        if (!repairs)
        {
            return Decision.NoOp<ILuEvent>("It is checked.").Resolving(key, answer);
        }

        // Nobody knows what is in them: the pool erases them.
        var found = new StrayChunksFound(stray);
        return LuWithdrawals.GiveBack(state.Apply(found), Decision.Accept<ILuEvent>(Ok.Instance, found)).Resolving(key, answer);
    }

    private static bool IsMoving(LuState state) =>
        state.PendingCount > 0 || state.Scsi.Returning.Count > 0 || state.Past.Reference is not null;

    private static IEnumerable<ChunkRun> Parts(LuState state)
    {
        var past = state.Past;
        return state.Map.Runs.Select(LuPast.PlaceOf)
            .Concat(state.Reserve.Runs)
            .Concat(LuPast.Union([past.Shared, .. past.Taken.Select(taken => taken.Map)]).Runs)
            .Concat(state.Scsi.Withdrawals.SelectMany(open => open.Runs).Select(LuPast.PlaceOf))
            .Concat(state.Scsi.Returning)
            .Concat(past.Copying.SelectMany(open => open.Copies).SelectMany(copy => PlacesOf(past, copy)));
    }

    private static IEnumerable<ChunkRun> PlacesOf(LuPast past, ChunkCopy copy)
    {
        yield return new ChunkRun(copy.To.Pv, copy.To.Chunk, 1);
        if (past.FreesFormer(copy))
        {
            yield return new ChunkRun(copy.From.Pv, copy.From.Chunk, 1);
        }
    }

    private static string KeyOf(bool repair) => $"check:{repair}";
}
