using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits;

/// <summary>What a logical unit decides (STO-2, STO-6, STO-7, ID-5). Pure; thread-safe.</summary>
public static class LuDecisions
{
    public static Outcome Decide(LuState state, ILuMessage message, DateTimeOffset nowUtc) =>
        LuPromises.Keep(state, DecideInTime(state, message, nowUtc));

    private static Outcome DecideInTime(LuState state, ILuMessage message, DateTimeOffset nowUtc)
    {
        if (LuSnapshots.FindExpired(state, nowUtc) is not { } expired)
        {
            return DecideOne(state, message, nowUtc);
        }

        var left = new NoteGroupLeft(state.Past.Pause!.Snapshot);
        var decision = DecideOne(state.Apply(expired), message, nowUtc);
        return decision with { Events = [expired, .. decision.Events], Effects = [left, .. decision.Effects] };
    }

    private static Outcome DecideOne(LuState state, ILuMessage message, DateTimeOffset nowUtc) => message switch
    {
        CreateLu create => LuLifecycle.Create(state, create, nowUtc),
        CreateClone create => LuClones.Create(state, create, nowUtc),
        ConcludeBorrowing conclude => LuClones.ConcludeBorrowing(state, conclude, nowUtc),
        ConcludeSharing conclude => LuClones.ConcludeSharing(state, conclude, nowUtc),
        ConcludeLoan => LuClones.ConcludeLoan(state),
        ConcludeAdmission conclude => LuLifecycle.ConcludeAdmission(state, conclude, nowUtc),
        DeleteLu when state.Status == LuStatus.Deleted => Decision.NoOp<ILuEvent>($"Logical unit {message.Lu} is deleted already."),
        GetGroup get => LuGroups.Find(state, get),
        UnbindLu or ReleaseGrant or EndGrant or CloseLu or UnlockRange or LosePower or CancelSnapshot or EndLoan
            or EndRewrite or ConcludeGroup or ConcludeGroupMember or ReviewGroups when IsGone(state) =>
            Decision.NoOp<ILuEvent>($"Logical unit {message.Lu} does not exist."),
        _ when IsGone(state) => Refuse(RejectionCode.NotFound, $"Logical unit {message.Lu} does not exist; it was never created, or was "
            + "deleted."),
        _ when state.Status == LuStatus.Creating => Refuse(
            RejectionCode.WrongStatus,
            $"Logical unit '{state.Identity!.Name}' is being created; wait until that is answered."),
        GetLu => Decision.Answer<ILuEvent>(state.Describe()),
        GetLuUse => Decision.Answer<ILuEvent>(state.DescribeUse()),
        GetCondition get => LuParameters.Find(state, get),
        GetLuLosses => LuLosses.Describe(state),
        GiveUpVolume give => LuLosses.GiveUp(state, give),
        DeleteLu delete => LuLifecycle.Delete(state, delete, nowUtc),
        ConcludeForgetting forgotten => LuSharing.Forget(state, forgotten),
        ConcludeDeletion => LuLifecycle.ConcludeDeletion(state, nowUtc),
        ReleaseGrant release => LuGrants.Release(state, release),
        EndGrant end => LuGrants.End(state, end),
        UnbindLu unbind => LuSharing.Unbind(state, unbind),
        CloseLu close => LuSharing.Close(state, close),
        UnlockRange unlock => LuParameters.Unlock(state, unlock),
        ConfirmScsi confirm => Decision.NoOp<ILuEvent>("It is noted.").With(new NoteConfirmation(confirm)),
        ConcludeScsi conclude => LuParameters.Conclude(state, conclude),
        ConcludeWithdrawal conclude => LuSnapshots.AfterOutOfUse(
            state,
            conclude.Version,
            nowUtc,
            AfterOutOfUse(state, conclude.Version, LuWithdrawals.Conclude(state, conclude))),
        ConcludeCopies conclude => LuCopies.Conclude(state, conclude),
        ConcludeCounting conclude => LuChunkLoans.ConcludeCounting(state, conclude),
        ConcludeLending conclude => LuReferences.ConcludeLending(state, conclude),
        EndRewrite end => LuReferences.End(state, end) ?? LuRewrites.End(state, end),
        CancelSnapshot cancel => LuSnapshots.Cancel(state, cancel),
        ConcludeGroup conclude => LuGroups.Conclude(state, conclude),
        ConcludeGroupMember told => LuGroups.ConcludeMember(state, told),
        ReviewGroups => LuPromises.Review(state, LuGroups.Review(state, nowUtc)),
        EndLoan end => LuClones.EndLoan(state, end),
        GetSnapshots => LuSnapshots.List(state),
        ConcludeCheck conclude => LuOwned.Conclude(state, conclude),
        ConcludeReturn back => LuWithdrawals.ConcludeReturn(state, back),
        LosePower => LuParameters.LosePower(state),
        AcceptExtent accept => LuChunks.Accept(state, accept),
        ConcludeGrowth conclude => LuRevisions.ConcludeGrowth(state, conclude),
        ConcludeRename conclude => LuRevisions.ConcludeRename(state, conclude),
        _ when state.Status == LuStatus.Deleting => Refuse(
            RejectionCode.WrongStatus,
            $"Logical unit '{state.Identity!.Name}' is being deleted; it can not be used any more."),
        RenameLu rename => LuRevisions.Rename(state, rename),
        GrowLu grow => LuRevisions.Grow(state, grow),
        BindLu bind => LuSharing.Bind(state, bind),
        OpenLu open => LuSharing.Open(state, open),
        AcquireGrant when LuCopies.FindBusy(state, []) is { } standing => standing,
        AcquireGrant acquire => LuGrants.Acquire(state, acquire, nowUtc),
        AllocateChunks allocate => LuChunks.Allocate(state, allocate),
        FindChunk find => LuChunks.Find(state, find),
        BeginRewrite begin => LuRewrites.Begin(state, begin),
        BeginReference begin => LuReferences.Begin(state, begin),
        LendChunks lend => LuChunkLoans.Lend(state, lend),
        GetLuVolumes get => LuChunks.FindVolumes(state, get),
        GetMap get => LuGrants.Read(state, get),
        GetScsi get => LuParameters.Find(state, get),
        ChangeScsi change => LuParameters.Change(state, change),
        LoadMedium load => LuParameters.Load(state, load),
        LockRange wanted => LuParameters.Lock(state, wanted),
        WantRange want => LuParameters.Want(state, want),
        UnmapChunks unmap => LuWithdrawals.Unmap(state, unmap),
        DropLostChunks drop => LuWithdrawals.Drop(state, drop),
        TakeSnapshot take => LuSnapshots.Take(state, take.Snapshot, LuPauseKind.Snapshot, nowUtc),
        ReadySnapshot ready => LuSnapshots.Ready(state, ready),
        PrepareSnapshot prepare => LuSnapshots.Take(state, prepare.Snapshot, LuPauseKind.GroupSnapshot, nowUtc, prepare.Group),
        LendSnapshot lend => LuClones.Lend(state, lend),
        CommitSnapshot commit => LuSnapshots.Commit(state, commit, nowUtc),
        DecideGroup decide => LuGroups.Decide(state, decide),
        DeleteSnapshot delete => LuSnapshots.Delete(state, delete),
        RollBack roll => LuSnapshots.RollBack(state, roll, nowUtc),
        CheckChunks check => LuOwned.Check(state, check),
        MoveOffVolume move => LuCopies.MoveOff(state, move),
        _ => throw new InvalidOperationException($"A logical unit knows no message {message.GetType().Name}."),
    };

    /// <summary>Effects that a crash may have cut off: repeated when the aggregate has recovered.</summary>
    public static ValueList<IEffect> Resume(LuState state) => [.. LuClones.Resume(state), .. ResumeOne(state)];

    private static ValueList<IEffect> ResumeOne(LuState state) => state switch
    {
        { Status: LuStatus.Creating, Identity.ChunkSizeBytes: > 0 } => [],
        { Status: LuStatus.Creating, Identity: { } identity } => [LuLifecycle.Admission(identity)],
        { Status: LuStatus.Deleting } => LuLifecycle.ContinueDeletion(state),
        { Status: LuStatus.Ready, Identity: { } identity } => ResumeUse(state, identity).ToValueList(),
        _ => [],
    };

    internal static Outcome Refuse(RejectionCode code, string reason) => Decision.Reject<ILuEvent>(code, reason);

    // Chunks that no VIOS uses any more are copied, or go on to be shared.
    private static Outcome AfterOutOfUse(LuState state, long version, Outcome decision) => LuChunkLoans.AfterOutOfUse(
        state, version, LuReferences.AfterOutOfUse(state, version, LuCopies.AfterOutOfUse(state, version, decision)));

    private static IEnumerable<IEffect> ResumeUse(LuState state, LuIdentity identity)
    {
        if (state.PendingCount > 0)
        {
            yield return LuChunks.Fetch(state);
        }
        else if (state.Due.Count > 0)
        {
            yield return LuWithdrawals.Return(state);
        }

        if (LuPromises.IsOff(state))
        {
            yield return new WatchPromise();
        }

        if (state.Scsi.Withdrawals.Count > 0)
        {
            yield return new PushWithdrawal(state.Scsi.Withdrawals[^1].Version);
        }

        // Its coordinator was cut off as well, or is refused at the second part: clients that come back need not wait for it.
        if (state.Past.Pause is { Kind: LuPauseKind.GroupSnapshot } pause)
        {
            yield return new GiveUpPause(pause.Snapshot);
        }

        foreach (var effect in LuRevisions.Resume(state).Concat(LuCopies.Resume(state)).Concat(LuSnapshots.Resume(state))
            .Concat(LuReferences.Resume(state)).Concat(LuChunkLoans.Resume(state)).Concat(LuGroups.Resume(state)))
        {
            yield return effect;
        }
    }

    private static bool IsGone(LuState state) => state.Identity is null || state.Status == LuStatus.Deleted;
}
