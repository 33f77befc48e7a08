using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>
/// The part of <see cref="LuDecisions"/> about snapshots (STO-3, STO-6): all VIOSes let go of the map, then it changes as a whole,
/// then they
/// learn it anew. Nothing is copied: what was the unit's own is shared from then on. Pure; thread-safe.
/// </summary>
internal static class LuSnapshots
{
    /// <summary>Snapshots of one unit.</summary>
    public const int CountMax = 256;

    /// <summary>How long a unit stands still for the others of its group; well below the patience of initiators.</summary>
    public static readonly TimeSpan StillLimit = TimeSpan.FromSeconds(10);

    private const string BusyKey = "pause";

    public static Outcome Take(LuState state, LuName name, LuPauseKind kind, DateTimeOffset nowUtc, LuGroup? group = null)
    {
        var past = state.Past;
        if (past.Pause is { } open)
        {
            return open.Kind == kind && open.Snapshot == name && (group?.IsSame(open.Group) ?? open.Group is null)
                ? open.IsStill ? Decision.Answer<ILuEvent>(Ok.Instance)
                    : Decision.Wait<ILuEvent>(KeyOf(open.Version), new PushWithdrawal(open.Version))
                : Decision.Wait<ILuEvent>(BusyKey, [.. Resume(state)]);
        }

        if (LuGroups.FindUndecided(state, name) is { } undecided)
        {
            return undecided;
        }

        if (past.Find(name) is not null)
        {
            return Decision.NoOp<ILuEvent>($"'{state.Identity!.Name}' has a snapshot '{name}' already.");
        }

        return past.Taken.Count >= CountMax
            ? LuDecisions.Refuse(RejectionCode.Busy, $"Cannot take snapshot '{name}' of '{state.Identity!.Name}': it has {CountMax}, which "
                + "is the limit; delete one first.")
            : Begin(state, kind, name, nowUtc, group);
    }

    /// <summary>What a snapshot needs of the pool is fetched before the units of a group stand still for each other.</summary>
    public static Outcome Ready(LuState state, ReadySnapshot ready) => state.Past.Pause is null && state.Past.Find(ready.Snapshot) is null
        ? LuPromises.Demand(state) ?? Decision.Answer<ILuEvent>(Ok.Instance)
        : Decision.Answer<ILuEvent>(Ok.Instance);

    public static Outcome RollBack(LuState state, RollBack roll, DateTimeOffset nowUtc)
    {
        var (name, past) = (state.Identity!.Name, state.Past);
        if (LuGroups.FindUndecided(state, roll.Snapshot) is { } undecided)
        {
            return undecided;
        }

        if (past.Find(roll.Snapshot) is null)
        {
            return LuDecisions.Refuse(RejectionCode.NotFound, $"Cannot roll '{name}' back: it has no snapshot '{roll.Snapshot}'.");
        }

        if (!roll.Forced && state.Uses.Count > 0)
        {
            return LuDecisions.Refuse(RejectionCode.InUse, $"Cannot roll '{name}' back to '{roll.Snapshot}': client "
                + $"{state.Uses[0].Client} has it open through VIOS {state.Uses[0].Vios}; close it there first, or force.");
        }

        return past.Pause is { } open
            ? open is { Kind: LuPauseKind.Rollback } && open.Snapshot == roll.Snapshot
                ? Decision.Wait<ILuEvent>(KeyOf(open.Version), new PushWithdrawal(open.Version))
                : Decision.Wait<ILuEvent>(BusyKey, [.. Resume(state)])
            : Begin(state, LuPauseKind.Rollback, roll.Snapshot, nowUtc);
    }

    public static Outcome Commit(LuState state, CommitSnapshot commit, DateTimeOffset nowUtc) =>
        state.Past.Pause is { Kind: LuPauseKind.GroupSnapshot, IsStill: true } pause && pause.Snapshot == commit.Snapshot
            && (commit.Group?.IsSame(pause.Group) ?? pause.Group is null)
            ? Decision.Accept<ILuEvent>(Ok.Instance, new SnapshotTaken(commit.Snapshot, nowUtc)).With(new WatchGroups())
            : state.Past.Find(commit.Snapshot) is not null
                ? Decision.NoOp<ILuEvent>("It is taken already.")
                : LuDecisions.Refuse(RejectionCode.WrongStatus, $"Cannot take snapshot '{commit.Snapshot}' of '{state.Identity!.Name}': it "
                    + "does not stand still for it any more; take the group's snapshot again.");

    public static Outcome Cancel(LuState state, CancelSnapshot cancel) =>
        state.Past.Pause is { Kind: LuPauseKind.GroupSnapshot } pause && pause.Snapshot == cancel.Snapshot
            && (cancel.Group?.IsSame(pause.Group) ?? true)
            ? Decision.Accept<ILuEvent>(Ok.Instance, new PauseEnded(pause.Version))
                .Resolving(KeyOf(pause.Version), new Rejected(RejectionCode.WrongStatus, "The group's snapshot was given up."))
            : cancel.Group is { } group && LuGroups.FindOpen(state, group) is { } kept
                ? LuGroups.GiveUp(state, kept)
                : Decision.NoOp<ILuEvent>("It does not stand still for that snapshot.");

    public static Outcome Delete(LuState state, DeleteSnapshot delete)
    {
        var past = state.Past;
        return LuGroups.FindUndecided(state, delete.Snapshot)
            ?? (past.Find(delete.Snapshot) is not { } moment
                ? Decision.NoOp<ILuEvent>($"'{state.Identity!.Name}' has no snapshot '{delete.Snapshot}'.")
                : past.Loans.Exists(loan => loan.Snapshot == delete.Snapshot)
                    ? Decision.Wait<ILuEvent>(LuClones.LoanKey)
                    : End(state, moment));
    }

    /// <summary>What a snapshot has alone goes back, and what it shares with the unit alone is the unit's own.</summary>
    public static Outcome End(LuState state, LuMoment moment)
    {
        var past = state.Past;
        if (past.Pause is not null || past.IsChanging)
        {
            return Decision.Wait<ILuEvent>(BusyKey, [.. Resume(state), .. LuCopies.Resume(state), .. LuReferences.Resume(state)]);
        }

        var others = past.PlacesOf(moment.Name);
        var notOwned = others.Join(past.Joint.Runs);
        var owned = past.Shared.Runs.SelectMany(run => LuPast.PartsWithout(notOwned, run)).ToValueList();
        var kept = others.Join(past.Shared.Runs.Select(LuPast.PlaceOf));
        var freed = moment.Map.Runs.Select(LuPast.PlaceOf).SelectMany(kept.Outside).ToValueList();
        var deleted = new SnapshotDeleted(moment.Name, freed, owned);
        return LuWithdrawals.GiveBack(state.Apply(deleted), Decision.Accept<ILuEvent>(Ok.Instance, deleted));
    }

    public static Outcome List(LuState state)
    {
        var past = state.Past;
        return LuGroups.FindUnknown(state) ?? Decision.Answer<ILuEvent>(new SnapshotsFound(
            state.Identity!.Lu,
            past.Taken.Zip(LuSpace.CountFreedWith(past))
                .Where(one => one.First.Group is null)
                .Select(one => new LuTakenSummary(
                    one.First.Name, one.First.TakenAtUtc, one.First.Size, one.First.Map.Count, one.Second))
                .ToValueList()));
    }

    /// <summary>Every VIOS has let go of the map.</summary>
    public static Outcome AfterOutOfUse(LuState state, long version, DateTimeOffset nowUtc, Outcome decision)
    {
        if (state.Past.Pause is not { IsStill: false } pause || pause.Version > version)
        {
            return decision;
        }

        ILuEvent done = pause.Kind switch
        {
            LuPauseKind.Snapshot => new SnapshotTaken(pause.Snapshot, nowUtc),
            LuPauseKind.Rollback => new RolledBack(
                pause.Snapshot,
                [.. state.Map.Runs.Concat(state.Past.Untaken(state.Past.Shared.Runs)).Select(LuPast.PlaceOf)]),
            _ => new PauseStill(pause.Version, nowUtc + StillLimit),
        };
        IReply answer = pause.Group is { } group && group.Leader == state.Identity!.Lu ? new GroupBegun(group.Leader, group.Number)
            : Ok.Instance;
        var stored = decision.Storing(done).Resolving(KeyOf(pause.Version), answer).With(done is PauseStill ? [new WatchGroups()] : []);
        return LuWithdrawals.GiveBack(state.Apply(done), stored);
    }

    /// <summary>The event that ends a pause which nobody went on with in time; null when there is none.</summary>
    public static PauseEnded? FindExpired(LuState state, DateTimeOffset nowUtc) =>
        state.Past.Pause is { IsStill: true } pause && nowUtc > pause.EndsAtUtc ? new PauseEnded(pause.Version) : null;

    public static IEnumerable<IEffect> Resume(LuState state) =>
        state.Past.Pause is { IsStill: false } pause ? [new PushWithdrawal(pause.Version)] : [];

    // A snapshot does not wait for copies, which under writes may never all have ended: their chunks are what the former places hold until
    // they end, and nobody writes there. Nor for chunks that are being given back: they are out of use when all VIOSes have let go.
    // A rollback waits for both: what ends after it would come into the map that it brought back.
    private static Outcome Begin(LuState state, LuPauseKind kind, LuName name, DateTimeOffset nowUtc, LuGroup? group = null)
    {
        if (LuPromises.Demand(state) is { } lacking)
        {
            return lacking;
        }

        var isOpen = kind == LuPauseKind.Rollback
            ? state.Past.IsChanging || state.Scsi.Withdrawals.Count > 0
            : state.Past.Reference is { IsGivenUp: false };
        if (isOpen)
        {
            IEffect[] open = state.Scsi.Withdrawals.Count > 0 ? [new PushWithdrawal(state.Scsi.Withdrawals[^1].Version)] : [];
            return Decision.Wait<ILuEvent>(BusyKey, [.. LuCopies.Resume(state), .. LuReferences.Resume(state), .. open]);
        }

        var version = state.Scsi.State.Version + 1;
        var numbered = group?.Leader == state.Identity!.Lu ? group with { Number = version } : group;
        var everything = new LogicalRun(0, Math.Max(state.ChunkCount, 1));
        return Decision.Wait<ILuEvent>(KeyOf(version), new PushWithdrawal(version)).Storing(new PauseBegun(
            new LuPause(version, kind, name, false, nowUtc + StillLimit, numbered), new LuNotice(version, [], [], false, [everything])));
    }

    private static string KeyOf(long version) => $"pause:{version}";
}
