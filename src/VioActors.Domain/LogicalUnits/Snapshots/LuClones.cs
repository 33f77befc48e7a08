using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>
/// The part of <see cref="LuDecisions"/> about clones (STO-3). A clone begins with the whole map of a snapshot as its shared chunks, and
/// the pool counts it as one more holder of their places. So a lookup costs the same however long the chain is, and source, snapshot and
/// clones go in any order: a chunk comes free with the last one that holds it. Pure; thread-safe.
/// </summary>
internal static class LuClones
{
    /// <summary>Clones that are made of one unit at the same moment.</summary>
    public const int LoanCountMax = 64;

    /// <summary>Runs of a map in one page, about 1 MiB.</summary>
    public const int PageRunCountMax = 32768;

    /// <summary>What waits until clones are made.</summary>
    public const string LoanKey = "loan";

    public static Outcome Create(LuState state, CreateClone create, DateTimeOffset nowUtc)
    {
        if (state.Status == LuStatus.Deleted)
        {
            return LuDecisions.Refuse(
                RejectionCode.WrongStatus,
                $"Cannot create logical unit '{create.Name}': {create.Lu} was deleted, and ids are never used again; take a new one.");
        }

        if (state.Identity is { } known)
        {
            var same = known.Name == create.Name && known.Pool == create.Pool && state.Origin is { } origin
                && origin.Source == create.Source && origin.Snapshot == create.Snapshot;
            return !same
                ? LuDecisions.Refuse(RejectionCode.AlreadyExists, $"Cannot create logical unit '{create.Name}': {create.Lu} is "
                    + $"'{known.Name}'.")
                : state.Status == LuStatus.Creating
                    ? Decision.Wait<ILuEvent>(LuLifecycle.AdmissionKey, [.. LuDecisions.Resume(state)])
                    : Decision.Answer<ILuEvent>(state.Describe());
        }

        if (create.Size.Bytes == 0 || create.Size.CompareTo(LuLifecycle.SizeMax) > 0 || create.Source == create.Lu)
        {
            return LuDecisions.Refuse(RejectionCode.Invalid, $"Cannot create logical unit '{create.Name}' of {create.Size} as a clone of "
                + $"{create.Source}: name the snapshot's size and another unit.");
        }

        var identity = new LuIdentity(
            create.Lu, create.Name, create.Pool, create.Tier, create.Kind, create.Size, 0, false, ObjectVersion.First);
        return Decision.Wait<ILuEvent>(LuLifecycle.AdmissionKey, LuLifecycle.Admission(identity))
            .Storing(new CloneBegun(identity, new LuOrigin(create.Source, create.Snapshot, 0, false), nowUtc));
    }

    /// <summary>The pool has admitted it.</summary>
    public static Outcome Begin(LuState state, ConcludeAdmission conclude)
    {
        var admitted = new CloneAdmitted(conclude.ChunkSizeBytes);
        return Decision.Accept<ILuEvent>(Ok.Instance, admitted).With([.. Resume(state.Apply(admitted))]);
    }

    public static Outcome ConcludeBorrowing(LuState state, ConcludeBorrowing conclude, DateTimeOffset nowUtc)
    {
        if (state is not { Status: LuStatus.Creating, Origin: { } origin } || origin.NextLogical != conclude.FromLogical)
        {
            return Decision.NoOp<ILuEvent>("It does not wait for that part of the map.");
        }

        var identity = state.Identity!;
        var refusal = conclude.Refusal ?? (conclude.Size == identity.Size
            ? null
            : new Rejected(RejectionCode.Invalid, $"Cannot create logical unit '{identity.Name}' with {identity.Size}: snapshot "
                + $"'{origin.Snapshot}' has {conclude.Size}."));
        if (refusal is not null)
        {
            return GiveUp(state, refusal, nowUtc);
        }

        var read = new CloneMapRead(conclude.Map, conclude.NextLogical);
        return Decision.Accept<ILuEvent>(Ok.Instance, read).With([.. Resume(state.Apply(read))]);
    }

    public static Outcome ConcludeSharing(LuState state, ConcludeSharing conclude, DateTimeOffset nowUtc)
    {
        if (state is not { Status: LuStatus.Creating, Origin.NextLogical: null, Identity: { } identity })
        {
            return Decision.NoOp<ILuEvent>("It does not wait for its pool.");
        }

        if (conclude.Refusal is { } refusal)
        {
            return GiveUp(state, refusal, nowUtc);
        }

        var created = new LuCreated(identity.ChunkSizeBytes, nowUtc);
        var after = state.Apply(created);
        return Decision.Accept<ILuEvent>(Ok.Instance, created).With([.. Resume(after)])
            .Resolving(LuLifecycle.AdmissionKey, after.Describe());
    }

    public static Outcome ConcludeLoan(LuState state) => state.Origin is { IsLoanOpen: true }
        ? Decision.Accept<ILuEvent>(Ok.Instance, new CloneLoanEnded())
        : Decision.NoOp<ILuEvent>("It borrows nothing.");

    /// <summary>The source's part: from the first page on, all places of the snapshot count as other units' too.</summary>
    public static Outcome Lend(LuState state, LendSnapshot lend)
    {
        var (name, past) = (state.Identity!.Name, state.Past);
        if (LuGroups.FindUndecided(state, lend.Snapshot) is { } undecided)
        {
            return undecided;
        }

        if (past.Find(lend.Snapshot) is not { } moment)
        {
            return LuDecisions.Refuse(RejectionCode.NotFound, $"Cannot clone '{name}': it has no snapshot '{lend.Snapshot}'.");
        }

        var (map, next) = moment.Map.ReadPage(lend.FromLogical, PageRunCountMax);
        var answer = new SnapshotMapPage(lend.Lu, moment.Size, map, next);
        if (past.Loans.Exists(loan => loan.To == lend.To))
        {
            return Decision.Answer<ILuEvent>(answer);
        }

        // Places of snapshots do not change while one is lent.
        return past.Copying.Exists(open => open.Copies.Any(copy => copy.MovesPast))
            ? Decision.Wait<ILuEvent>(LuCopies.BusyKey, [.. LuCopies.Resume(state)])
            : past.Loans.Count >= LoanCountMax
                ? LuDecisions.Refuse(RejectionCode.Busy, $"Cannot clone '{name}': {LoanCountMax} clones of it are being made, which is the "
                    + "limit.")
                : Decision.Accept<ILuEvent>(answer, new SnapshotLent(new LuLoan(lend.Snapshot, lend.To)));
    }

    public static Outcome EndLoan(LuState state, EndLoan end) => state.Past.Loans.Exists(loan => loan.To == end.To)
        ? Decision.Accept<ILuEvent>(Ok.Instance, new LoanEnded(end.To))
        : Decision.NoOp<ILuEvent>("Nothing is lent to it.");

    public static IEnumerable<IEffect> Resume(LuState state)
    {
        if (state is not { Origin: { } origin, Identity: { } identity })
        {
            yield break;
        }

        if (state.Status != LuStatus.Creating)
        {
            if (origin.IsLoanOpen)
            {
                yield return new EndLoanAtSource(origin.Source, identity.Lu);
            }
        }
        else if (identity.ChunkSizeBytes > 0)
        {
            yield return origin.NextLogical is { } next
                ? new BorrowAtSource(origin.Source, origin.Snapshot, identity.Lu, next)
                : new ShareAtPool(identity.Pool, identity.Lu, origin.Source, state.Past.Joint.ToValueList());
        }
    }

    private static Outcome GiveUp(LuState state, Rejected refusal, DateTimeOffset nowUtc)
    {
        var begun = new LuDeletionBegun(true, nowUtc);
        var after = state.Apply(begun);
        return Decision.Accept<ILuEvent>(Ok.Instance, begun)
            .With([.. LuLifecycle.ContinueDeletion(after), .. Resume(after)])
            .Resolving(LuLifecycle.AdmissionKey, refusal);
    }
}
