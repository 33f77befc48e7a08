using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>
/// The part of <see cref="LuDecisions"/> about chunks for work that gives as many back: moves off a volume, and chunks written anew. It
/// asks as everybody does, and when that was refused, for just what it needs, also of what the pool keeps back (STO-9). What such a
/// request brings is put to its use by the decision that takes it in, and what is left over goes back: no first write ever sees it. Pure;
/// thread-safe.
/// </summary>
internal static class LuUpkeeping
{
    private const string Key = "upkeep";

    /// <summary>Waits until the reserve has more.</summary>
    public static Outcome Demand(LuState state, long count, LuUpkeep upkeep)
    {
        var wait = Decision.Wait<ILuEvent>(Key);
        if (!state.SpaceShort)
        {
            return LuChunks.Prefetch(state, count, wait);
        }

        // As with every other request: one is open at a time, and none while chunks go back.
        if (state.PendingCount > 0 || state.Due.Count > 0 || state.IsGrowingThick)
        {
            return wait;
        }

        var requested = new ExtentRequested(state.LastRequest + 1, count, upkeep);
        return wait.Storing(requested).With(LuChunks.Fetch(state.Apply(requested)));
    }

    /// <summary>The answer to a request of <see cref="Demand"/> for the upkeep that is pending.</summary>
    public static Outcome Accept(LuState state, AcceptExtent accept)
    {
        var upkeep = state.PendingUpkeep!;
        var stored = accept.Refusal is null
            ? (ILuEvent)new ReserveAdded(accept.RequestNumber, accept.Runs)
            : new ExtentRefused(accept.RequestNumber);
        List<ILuEvent> events = [stored, .. LuLosses.FindUseless(state.Apply(stored))];
        var after = events.Aggregate(state, (current, @event) => current.Apply(@event));
        var granted = accept.Runs.Where(run => !state.GivenUp.Contains(run.Pv)).Sum(run => run.Count);
        var begun = after.Status == LuStatus.Ready ? Begin(after, upkeep, granted) : null;
        events.AddRange(begun?.Events ?? []);
        after = (begun?.Events ?? []).Aggregate(after, (current, @event) => current.Apply(@event));

        var used = (begun?.Events ?? []).Sum(one => one switch
        {
            CopiesBegun copies => copies.Copies.Count,
            ReserveGivenUp replaced => replaced.Runs.Sum(run => run.Count),
            _ => 0,
        });
        if (after.Status == LuStatus.Ready && Math.Min(granted - used, after.Reserve.Count) is > 0 and var surplus)
        {
            var given = new ReserveGivenUp(after.Reserve.Peek(surplus).ToValueList());
            events.Add(given);
            after = after.Apply(given);
        }

        var decision = LuWithdrawals.GiveBack(after, Decision.Accept(Ok.Instance, [.. events])).With([.. begun?.Effects ?? []]);
        return begun is null && FindRefusal(state, accept, granted) is { } refusal ? decision.Resolving(Key, refusal) : decision;
    }

    private static Outcome? Begin(LuState state, LuUpkeep upkeep, long brought)
    {
        var lu = state.Identity!.Lu;
        var decision = upkeep.By is { } by
            ? LuRewrites.Begin(state, new BeginRewrite(lu, by.Vios, by.Epoch, by.Request, upkeep.Chunks), brought)
            : LuPromises.FindReplaced(state, upkeep.Pv, brought) is { } replaced
                ? Decision.Accept<ILuEvent>(Ok.Instance, replaced)
                : LuCopies.BeginMoves(state, upkeep.Pv, brought);
        return decision is not null && decision.Events.Any(one => one is CopiesBegun or ReserveGivenUp) ? decision : null;
    }

    // Chunks are moved by as many as there are places; those of one write begin together.
    private static Rejected? FindRefusal(LuState state, AcceptExtent accept, long granted) =>
        accept.Refusal ?? (state.PendingUpkeep!.By is not null && granted < state.PendingCount
            ? new Rejected(
                RejectionCode.SpaceExhausted,
                $"Cannot write chunks of '{state.Identity!.Name}' in one step: its pool has {granted} of the {state.PendingCount} that it "
                    + "needs.")
            : null);
}
