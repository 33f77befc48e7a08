using VioActors.Domain.Common;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Pool.IPoolEvent>;

namespace VioActors.Domain.Pool;

/// <summary>The part of <see cref="PoolDecisions"/> about chunks: given, given back, erased (STO-2, STO-9). Pure; thread-safe.</summary>
internal static class PoolGrants
{
    /// <summary>Most chunks in one grant.</summary>
    public const long CountMax = 65536;

    public static Outcome Grant(PoolState state, GrantExtent grant)
    {
        if (!state.Lus.TryGetValue(grant.Lu, out var share))
        {
            return Decision.Reject<IPoolEvent>(RejectionCode.NotFound, $"Pool '{grant.Pool}' has no logical unit {grant.Lu}.");
        }

        if (grant.RequestNumber == share.LastRequest && share.LastRuns.Count > 0)
        {
            return Decision.Answer<IPoolEvent>(new ExtentGranted(grant.Lu, grant.RequestNumber, share.LastRuns));
        }

        if (grant.Count < 1 || (grant.Count > CountMax && !grant.OnlyAll) || grant.RequestNumber <= share.LastRequest)
        {
            return Decision.Reject<IPoolEvent>(
                RejectionCode.Invalid,
                $"Cannot give {grant.Count} chunks to '{share.Lu.Name}' for its request {grant.RequestNumber}: 1 to {CountMax} can be "
                    + "asked "
                + $"for, with a number above {share.LastRequest}.");
        }

        var enough = !grant.OnlyAll || PoolSpace.CountGrantable(state, share.Lu.Tier) >= grant.Count;
        var runs = enough ? PoolSpace.Choose(state, share.Lu.Tier, Math.Min(grant.Count, CountMax), grant.FromReserve) : [];
        if (runs.Count == 0)
        {
            var kept = PoolSpace.CountFree(state, share.Lu.Tier);
            var grantable = PoolSpace.CountGrantable(state, share.Lu.Tier);
            var but = grantable > 0 ? $" but for {grantable} chunks, and {grant.Count} are needed"
                : kept == 0 ? string.Empty : $" but for {kept} chunks that it keeps back";
            var freeing = state.Freeing.Count == 0 ? string.Empty : $" {state.Freeing.Count} chunks are being erased and come free soon.";
            return Decision.Reject<IPoolEvent>(
                RejectionCode.SpaceExhausted,
                $"Cannot give chunks to '{share.Lu.Name}': tier '{share.Lu.Tier}' of pool '{grant.Pool}' is full{but}; add a volume or "
                + $"delete what is not needed.{freeing}");
        }

        return Decision.Accept<IPoolEvent>(
            new ExtentGranted(grant.Lu, grant.RequestNumber, runs),
            new ChunksGranted(grant.Lu, grant.RequestNumber, runs));
    }

    public static Outcome Return(PoolState state, ReturnChunks back)
    {
        // Runs that came back already, before a crash of the unit, may come again with others.
        if (!state.Lus.TryGetValue(back.Lu, out var share)
            || back.Runs.Where(run => run.Count < 1 || !share.Held.IsDisjoint(run)).ToValueList() is not { Count: > 0 } held)
        {
            return Decision.NoOp<IPoolEvent>("The logical unit holds none of these chunks.");
        }

        // A run of which only a part is held is a mistake of the sender: nothing is taken back.
        return IsHeldOnce(share.Held, held)
            ? Decision.Accept<IPoolEvent>(Ok.Instance, new ChunksReturned(back.Lu, held)).With(EraseOf(state, held))
            : Decision.Reject<IPoolEvent>(RejectionCode.Invalid, $"Cannot take chunks back from '{share.Lu.Name}': it does not hold all "
                + "of them.");
    }

    public static Outcome ConcludeErase(PoolState state, ConcludeErase conclude)
    {
        var erased = conclude.Runs.Where(state.Freeing.Contains).ToValueList();
        return erased.Count == 0
            ? Decision.NoOp<IPoolEvent>("None of these chunks is waiting to be erased.")
            : Decision.Accept<IPoolEvent>(Ok.Instance, new ChunksErased(erased));
    }

    /// <summary>A unit has now what another one has too: the chunks of a snapshot, which nobody writes to (STO-3).</summary>
    public static Outcome Share(PoolState state, ShareChunks share)
    {
        if (!state.Lus.TryGetValue(share.Lu, out var to) || !state.Lus.TryGetValue(share.From, out var from))
        {
            return Decision.Reject<IPoolEvent>(RejectionCode.NotFound, $"Pool '{share.Pool}' does not have both logical units {share.Lu} "
                + $"and {share.From}.");
        }

        if (share.Runs.Any(run => run.Count < 1 || !from.Held.Contains(run)))
        {
            return Decision.Reject<IPoolEvent>(RejectionCode.Invalid, $"Cannot share chunks of '{from.Lu.Name}' with '{to.Lu.Name}': it "
                + "does not hold all of them.");
        }

        var lacking = share.Runs.SelectMany(to.Held.Outside).ToValueList();
        return lacking.Count == 0
            ? Decision.NoOp<IPoolEvent>("The logical unit has them already.")
            : WithLosses(state, share, Decision.Accept<IPoolEvent>(Ok.Instance, new ChunksShared(share.Lu, share.From, lacking)));
    }

    /// <summary>What a unit gives back is erased when no other one holds it.</summary>
    public static EraseChunks[] EraseOf(PoolState state, ValueList<ChunkRun> runs)
    {
        var freed = state.FreedBy(runs);
        return freed.Count == 0 ? [] : [new EraseChunks(freed)];
    }

    // The new holder is to know it, too.
    private static Outcome WithLosses(PoolState state, ShareChunks share, Outcome decision) =>
        share.Runs.Any(run => state.Pvs[run.Pv].Status == PvStatus.GivenUp) ? decision.With(TellOfLosses.Instance) : decision;

    private static bool IsHeldOnce(RunSet held, ValueList<ChunkRun> runs)
    {
        foreach (var run in runs)
        {
            if (run.Count < 1 || !held.Contains(run))
            {
                return false;
            }

            held = held.Remove(run);
        }

        return true;
    }
}
