using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>
/// The part of <see cref="LuDecisions"/> about chunks that become those of another unit without moving bytes (IO-1). They are out of the
/// map while that is prepared, and whoever wants them waits; one stored event puts the other unit's places in the map, or the former ones
/// back. While one is open, no place that others may hold goes back to the pool, and none is opened while places go back: so what the
/// source says the pool counts is counted still when it comes into the map. Pure; thread-safe.
/// </summary>
internal static class LuReferences
{
    public static Outcome Begin(LuState state, BeginReference begin)
    {
        if (LuGrants.FindStale(state, begin.Vios, begin.Epoch) is { } stale)
        {
            return stale;
        }

        var (name, open) = (state.Identity!.Name, state.Past.Reference);
        if (open is { IsGivenUp: false } && open.By.Vios == begin.Vios && open.By.Request == begin.Request)
        {
            return IsPrepared(open)
                ? Decision.Answer<ILuEvent>(new ReferencePrepared(begin.Lu, begin.Request))
                : Decision.Wait<ILuEvent>(KeyOf(open), [.. Resume(state)]);
        }

        if (state.Scsi.Find(begin.Vios, begin.Request) is not null)
        {
            return LuDecisions.Refuse(
                RejectionCode.WrongStatus, $"Request {begin.Request} to share chunks with '{name}' has ended; ask with a new number.");
        }

        var run = new LogicalRun(begin.First, begin.From.Count);
        var problem =
            state.Identity.Thick ? "it is thick, and keeps chunks of its own"
            : begin.Source == begin.Lu ? "it has each place once"
            : run.Count is < 1 or > LuChunkLoans.CountMax || run.First < 0 || run.First > LuChunkLoans.CountWhole(state) - run.Count
                ? $"name 1 to {LuChunkLoans.CountMax} of its {LuChunkLoans.CountWhole(state)} whole chunks"
            : open is { IsGivenUp: true } ? $"logical unit {open.Source} has not answered the last request"
            : null;
        if (problem is not null)
        {
            return LuDecisions.Refuse(RejectionCode.WrongStatus, $"Cannot share chunks with '{name}': {problem}.");
        }

        if (open is not null || state.Scsi.Returning.Count > 0)
        {
            return Decision.Wait<ILuEvent>(LuCopies.BusyKey, [.. Resume(state)]);
        }

        return LuWithdrawals.FindBusy(state, [run]) ?? Begin(state, begin, run);
    }

    /// <summary>No VIOS uses the former places any more.</summary>
    public static Outcome AfterOutOfUse(LuState state, long version, Outcome decision)
    {
        if (state.Past.Reference is not { IsOutOfUse: false, IsGivenUp: false } open || open.Number > version)
        {
            return decision;
        }

        decision = decision.Storing(new ReferenceOutOfUse(open.Number));
        return open.IsLent ? decision.Resolving(KeyOf(open), Prepared(state, open)) : decision;
    }

    public static Outcome ConcludeLending(LuState state, ConcludeLending conclude)
    {
        if (state.Past.Reference is not { IsLent: false } open || open.Number != conclude.Number)
        {
            return Decision.NoOp<ILuEvent>("It does not wait for these chunks.");
        }

        var lent = conclude.Map.Select(run => run with { Logical = run.Logical - open.From.First + open.First }).ToValueList();
        var refusal = conclude.Refusal is { } refused ? refused.Reason
            : open.IsGivenUp ? "it was given up"
            : LuLosses.LostOf(state, lent).Any() || !lent.All(run => IsNew(state, open, run)) ? "it has one of the places already"
            : null;
        var known = new ReferenceLent(open.Number, lent);
        if (refusal is null)
        {
            var stored = Decision.Accept<ILuEvent>(Ok.Instance, known);
            return open.IsOutOfUse ? stored.Resolving(KeyOf(open), Prepared(state, open)) : stored;
        }

        var after = state.Apply(known);
        var ended = EndOf(after, false);
        return LuWithdrawals.GiveBack(after.Apply(ended), Decision.Accept<ILuEvent>(Ok.Instance, known, ended)).Resolving(
            KeyOf(open),
            new Rejected(RejectionCode.WrongStatus, $"Cannot share chunks with '{state.Identity!.Name}': {refusal}."));
    }

    /// <summary>Null when that request of that VIOS is none of these.</summary>
    public static Outcome? End(LuState state, EndRewrite end)
    {
        if (state.Past.Reference is not { IsGivenUp: false } open || open.By.Vios != end.Vios || open.By.Request != end.Request)
        {
            return null;
        }

        if (end.Done && !IsPrepared(open))
        {
            return LuDecisions.Refuse(
                RejectionCode.WrongStatus,
                $"Cannot put places of another unit in the map of '{state.Identity!.Name}': the former ones may be in use.");
        }

        var ended = EndOf(state, end.Done);
        var refused = new Rejected(RejectionCode.WrongStatus, $"Request {end.Request} was ended.");
        return LuWithdrawals.GiveBack(state.Apply(ended), Decision.Accept<ILuEvent>(Ok.Instance, ended)).Resolving(KeyOf(open), refused);
    }

    /// <summary>A grant of that VIOS ends: the former places stay.</summary>
    public static IEnumerable<ILuEvent> EventsOfLoss(LuState state, VioUuid vios) =>
        state.Past.Reference is { IsGivenUp: false } open && open.By.Vios == vios ? [EndOf(state, false)] : [];

    public static IEnumerable<IEffect> Resume(LuState state)
    {
        if (state.Past.Reference is not { } open)
        {
            yield break;
        }

        if (open is { IsOutOfUse: false, IsGivenUp: false })
        {
            yield return new PushWithdrawal(open.Number);
        }

        if (!open.IsLent)
        {
            yield return Borrow(state, open);
        }
    }

    private static Outcome Begin(LuState state, BeginReference begin, LogicalRun run)
    {
        var version = state.Scsi.State.Version + 1;
        var open = new LuReference(
            version, begin.Source, begin.From, begin.First,
            state.Map.Cut(run.First, run.Count).Cut.ToValueList(), state.Past.Shared.Cut(run.First, run.Count).Cut.ToValueList(),
            false, false, [], false, new LuRewriter(begin.Vios, begin.Epoch, begin.Request));
        return Decision.Wait<ILuEvent>(KeyOf(open), new PushWithdrawal(version), Borrow(state, open))
            .Storing(new ReferenceBegun(open, new LuNotice(version, [], [], false, [run])));
    }

    /// <summary>Every place is unknown here, or was that of the same chunk before.</summary>
    private static bool IsNew(LuState state, LuReference open, MapRun run)
    {
        var former = open.Shared.SelectMany(one => one.Pv != run.Pv || one.First - one.Logical != run.First - run.Logical
            ? []
            : RunSet.Empty.Add(LuPast.PlaceOf(one)).Inside(LuPast.PlaceOf(run)));
        return state.Past.Joint.Inside(LuPast.PlaceOf(run)).Sum(part => part.Count) == former.Sum(part => part.Count);
    }

    // Before the source has answered, it is not over: what it lends yet has to go back.
    private static ReferenceEnded EndOf(LuState state, bool done)
    {
        var (past, open) = (state.Past, state.Past.Reference!);
        var lent = RunSet.From(open.Lent.Select(LuPast.PlaceOf));
        return done
            ? new ReferenceEnded(open.Number, true,
                [.. open.Own.Concat(past.Untaken(open.Shared)).Select(LuPast.PlaceOf).SelectMany(lent.Outside)])
            : new ReferenceEnded(open.Number, false, [.. lent.Runs.SelectMany(past.Joint.Outside)]);
    }

    private static bool IsPrepared(LuReference open) => open is { IsOutOfUse: true, IsLent: true };

    private static ReferencePrepared Prepared(LuState state, LuReference open) => new(state.Identity!.Lu, open.By.Request);

    private static BorrowChunks Borrow(LuState state, LuReference open) =>
        new(open.Source, open.Number, state.Identity!.Pool, state.Identity.Tier, open.From);

    private static string KeyOf(LuReference open) => $"refer:{open.Number}";
}
