using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits;

/// <summary>
/// The part of <see cref="LuDecisions"/> about what a thick unit was promised (STO-2): no write of it fails for lack of space. So a chunk
/// is kept ready for each that is written at another place next: each that was never written, that a snapshot or another unit has too, or
/// that is lost. Before a snapshot or a rollback, after which all of them are such, the pool is asked for what lacks; the surplus goes
/// back. Work that needs places for a time, and gives as many back to the pool, leaves the promised ones alone, and a volume that is
/// emptied gets them back only when others have taken their place. Pure; thread-safe.
/// </summary>
internal static class LuPromises
{
    /// <summary>Chunks of the reserve that no promise needs: all of a thin unit's.</summary>
    /// <param name="brought">Chunks that just came for work which gives as many back: for that, whatever the promise lacks.</param>
    public static long CountSpare(LuState state, long brought = 0) => state.Identity!.Thick
        ? Math.Max(state.Reserve.Count - CountPromised(state), Math.Min(brought, state.Reserve.Count))
        : state.Reserve.Count;

    /// <summary>Chunks that the promise lacks; 0 of a thin unit, or of one that is being made or deleted.</summary>
    public static long CountLacking(LuState state) => state is { Identity.Thick: true, Status: LuStatus.Ready }
        ? Math.Max(0, CountPromised(state) - state.Reserve.Count)
        : 0;

    /// <summary>A thick unit has not what it was promised, or more than that: this is looked at after a while.</summary>
    public static bool IsOff(LuState state) =>
        state is { Identity.Thick: true, Status: LuStatus.Ready } && state.Reserve.Count != CountPromised(state);

    /// <summary>
    /// Waits until all chunks of a thick unit have another place ready, as they need when none is the unit's own any more; null when they
    /// have, and for a thin unit.
    /// </summary>
    public static Outcome? Demand(LuState state)
    {
        var lacking = state.Identity!.Thick ? state.ChunkCount - state.Reserve.Count : 0;
        return lacking <= 0 ? null : Ask(state, lacking, Decision.Wait<ILuEvent>(KeyOf(lacking)));
    }

    /// <summary>The decision with the answer to whoever waits by <see cref="Demand"/> for the request that was refused.</summary>
    public static Outcome Resolving(LuState state, Rejected refusal, Outcome decision) => !state.Identity!.Thick ? decision
        : decision.Resolving(KeyOf(state.PendingCount), new Rejected(
            refusal.Code,
            $"A snapshot of '{state.Identity.Name}', or a rollback, needs {state.PendingCount} more chunks of its pool: it is thick, and "
                + "keeps a place ready for each chunk that is written afterwards. Add a volume, or delete snapshots or what else is not "
                + $"needed. {refusal.Reason}"));

    /// <summary>
    /// The decision with a request for chunks of a thick unit, if one is due: for all that the promise lacks; after a refusal for what is
    /// waited for. The pool gives nothing when it has not all of them, so that what does not suffice stays for others.
    /// </summary>
    /// <param name="needed">Chunks that are waited for; 0 for none.</param>
    public static Outcome Ask(LuState state, long needed, Outcome decision)
    {
        var wanted = state.SpaceShort ? needed : Math.Max(needed, CountLacking(state));
        if (wanted == 0 || state.PendingCount > 0 || state.Due.Count > 0 || state.IsGrowingThick)
        {
            return decision;
        }

        var requested = new ExtentRequested(state.LastRequest + 1, wanted);
        return decision.Storing(requested).With(LuChunks.Fetch(state.Apply(requested)));
    }

    /// <summary>
    /// The decision with what follows for the promise: the surplus goes back when a snapshot went or was not taken, and what lacks is asked
    /// for.
    /// </summary>
    public static Outcome Keep(LuState before, Outcome decision)
    {
        if (before.Identity is not { Thick: true } || !decision.Events.Any(MayChange))
        {
            return decision;
        }

        var after = decision.Events.Aggregate(before, (current, @event) => current.Apply(@event));
        if (decision.Events.Any(one => one is SnapshotDeleted or PauseEnded or ExtentRefused) && FindSurplus(after) is { } surplus)
        {
            // It goes back together with what the decision gives back itself.
            after = after.Apply(surplus);
            decision = LuWithdrawals.GiveBack(after, decision.Storing(surplus) with
            {
                Effects = [.. decision.Effects.Where(effect => effect is not ReturnAtPool)],
            });
        }

        return IsOff(after) ? Ask(after, 0, decision).With(new WatchPromise()) : decision;
    }

    /// <summary>What nobody came for goes back, and what was refused before is asked for again.</summary>
    public static Outcome Review(LuState state, Outcome decision) => !IsOff(state) ? decision
        : FindSurplus(state) is { } surplus
            ? LuWithdrawals.GiveBack(state.Apply(surplus), decision.Storing(surplus))
            : Ask(state, CountLacking(state), decision).With(new WatchPromise());

    /// <summary>Chunks of the reserve on a volume.</summary>
    public static IReadOnlyList<ChunkRun> ReserveOn(LuState state, int pv) => [.. state.Reserve.Runs.Where(run => run.Pv == pv)];

    /// <summary>What of the reserve on a volume is not promised, or has others in its place; null: nothing.</summary>
    /// <param name="brought">As in <see cref="CountSpare"/>.</param>
    public static ReserveGivenUp? FindReplaced(LuState state, int pv, long brought = 0)
    {
        var there = RunSet.Empty.AddAll(ReserveOn(state, pv));
        var count = Math.Min(there.Count, CountSpare(state, brought));
        return count == 0 ? null : new ReserveGivenUp(there.Peek(count).ToValueList());
    }

    private static ReserveGivenUp? FindSurplus(LuState state) =>
        state is { Status: LuStatus.Ready, PendingCount: 0, Past.Pause: null } && CountSpare(state) is > 0 and var spare
            ? new ReserveGivenUp(state.Reserve.Peek(spare).ToValueList())
            : null;

    // Until a snapshot is taken, all chunks count: copies that are under way may end before it, and what they made is shared then.
    private static long CountPromised(LuState state)
    {
        if (state.Past.Pause is not null)
        {
            return state.ChunkCount;
        }

        var places = state.Past.Copying.SelectMany(open => open.Copies).Count(copy => HasPlace(state.Past, copy));
        return Math.Max(0, state.ChunkCount - (state.Map.Count - LuLosses.CountLost(state)) - places);
    }

    // One that was the unit's own, and that a snapshot took meanwhile, is shared when its copy is given up.
    private static bool HasPlace(LuPast past, ChunkCopy copy) =>
        !copy.MovesPast && !(copy.Frees && past.IsTaken(copy.Logical, copy.From));

    private static bool MayChange(ILuEvent one) => one is ReserveAdded or ReserveGivenUp or ExtentRefused or ChunksGivenBack
        or CopiesEnded { Done: false } or VolumeGivenUp or PauseEnded or SnapshotDeleted or LuGrown or LuRevisionRefused;

    private static string KeyOf(long lacking) => $"promise:{lacking}";
}
