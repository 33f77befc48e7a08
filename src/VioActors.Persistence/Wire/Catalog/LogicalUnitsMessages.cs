using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using Schema = VioActors.Persistence.Schemas.LogicalUnits;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>lu.proto</c>. Thread-safe.</summary>
internal static class LogicalUnitsMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<LuCreationBegun, Schema.LuCreationBegun>("lu.LuCreationBegun.1"),
        MessageEntry.Of<LuCreationCancelled, Schema.LuCreationCancelled>("lu.LuCreationCancelled.1"),
        MessageEntry.Of<LuCreated, Schema.LuCreated>("lu.LuCreated.1"),
        MessageEntry.Of<LuRevisionBegun, Schema.LuRevisionBegun>("lu.LuRevisionBegun.1"),
        MessageEntry.Of<LuRevisionRefused, Schema.LuRevisionRefused>("lu.LuRevisionRefused.1"),
        MessageEntry.Of<LuRenamed, Schema.LuRenamed>("lu.LuRenamed.1"),
        MessageEntry.Of<LuGrown, Schema.LuGrown>("lu.LuGrown.1"),
        MessageEntry.Of<LuDeletionBegun, Schema.LuDeletionBegun>("lu.LuDeletionBegun.1"),
        MessageEntry.Of<LuDeleted, Schema.LuDeleted>("lu.LuDeleted.1"),
        MessageEntry.Of<LuBound, Schema.LuBound>("lu.LuBound.1"),
        MessageEntry.Of<LuUnbound, Schema.LuUnbound>("lu.LuUnbound.1"),
        MessageEntry.Of<GrantAcquired, Schema.GrantAcquired>("lu.GrantAcquired.1"),
        MessageEntry.Of<GrantEnded, Schema.GrantEnded>("lu.GrantEnded.1"),
        MessageEntry.Of<ExtentRequested, Schema.ExtentRequested>("lu.ExtentRequested.2"),
        MessageEntry.Of<ExtentRefused, Schema.ExtentRefused>("lu.ExtentRefused.1"),
        MessageEntry.Of<ReserveAdded, Schema.ReserveAdded>("lu.ReserveAdded.1"),
        MessageEntry.Of<ChunksMapped, Schema.ChunksMapped>("lu.ChunksMapped.1"),
        MessageEntry.Of<UseBegun, Schema.UseBegun>("lu.UseBegun.1"),
        MessageEntry.Of<UseEnded, Schema.UseEnded>("lu.UseEnded.1"),
        MessageEntry.Of<LuSnapshot, Schema.LuSnapshot>("lu.LuSnapshot.9"),
        MessageEntry.Of<CreateLu, Schema.CreateLu>("lu.CreateLu.1"),
        MessageEntry.Of<ConcludeAdmission, Schema.ConcludeAdmission>("lu.ConcludeAdmission.1"),
        MessageEntry.Of<ConcludeGrowth, Schema.ConcludeGrowth>("lu.ConcludeGrowth.1"),
        MessageEntry.Of<RenameLu, Schema.RenameLu>("lu.RenameLu.1"),
        MessageEntry.Of<ConcludeRename, Schema.ConcludeRename>("lu.ConcludeRename.1"),
        MessageEntry.Of<GrowLu, Schema.GrowLu>("lu.GrowLu.1"),
        MessageEntry.Of<DeleteLu, Schema.DeleteLu>("lu.DeleteLu.1"),
        MessageEntry.Of<ConcludeForgetting, Schema.ConcludeForgetting>("lu.ConcludeForgetting.1"),
        MessageEntry.Of<ConcludeDeletion, Schema.ConcludeDeletion>("lu.ConcludeDeletion.1"),
        MessageEntry.Of<BindLu, Schema.BindLu>("lu.BindLu.1"),
        MessageEntry.Of<UnbindLu, Schema.UnbindLu>("lu.UnbindLu.1"),
        MessageEntry.Of<AcquireGrant, Schema.AcquireGrant>("lu.AcquireGrant.1"),
        MessageEntry.Of<ReleaseGrant, Schema.ReleaseGrant>("lu.ReleaseGrant.1"),
        MessageEntry.Of<EndGrant, Schema.EndGrant>("lu.EndGrant.1"),
        MessageEntry.Of<AllocateChunks, Schema.AllocateChunks>("lu.AllocateChunks.1"),
        MessageEntry.Of<AcceptExtent, Schema.AcceptExtent>("lu.AcceptExtent.1"),
        MessageEntry.Of<OpenLu, Schema.OpenLu>("lu.OpenLu.1"),
        MessageEntry.Of<CloseLu, Schema.CloseLu>("lu.CloseLu.1"),
        MessageEntry.Of<FindChunk, Schema.FindChunk>("lu.FindChunk.1"),
        MessageEntry.Of<GetMap, Schema.GetMap>("lu.GetMap.1"),
        MessageEntry.Of<GetLu, Schema.GetLu>("lu.GetLu.1"),
        MessageEntry.Of<GetLuUse, Schema.GetLuUse>("lu.GetLuUse.1"),
        MessageEntry.Of<LuFound, Schema.LuFound>("lu.LuFound.2"),
        MessageEntry.Of<LuGranted, Schema.LuGranted>("lu.LuGranted.1"),
        MessageEntry.Of<MapPage, Schema.MapPage>("lu.MapPage.1"),
        MessageEntry.Of<ChunksAllocated, Schema.ChunksAllocated>("lu.ChunksAllocated.1"),
        MessageEntry.Of<ChunkFound, Schema.ChunkFound>("lu.ChunkFound.1"),
        MessageEntry.Of<LuOpened, Schema.LuOpened>("lu.LuOpened.1"),
        MessageEntry.Of<LuUseFound, Schema.LuUseFound>("lu.LuUseFound.1"),
        MessageEntry.Of<LuChanged, Schema.LuChanged>("lu.LuChanged.1"),
        MessageEntry.Of<ParametersChanged, Schema.ParametersChanged>("lu.ParametersChanged.1"),
        MessageEntry.Of<RangeLocked, Schema.RangeLocked>("lu.RangeLocked.1"),
        MessageEntry.Of<RangeUnlocked, Schema.RangeUnlocked>("lu.RangeUnlocked.1"),
        MessageEntry.Of<ChunksWithdrawn, Schema.ChunksWithdrawn>("lu.ChunksWithdrawn.1"),
        MessageEntry.Of<WithdrawalConcluded, Schema.WithdrawalConcluded>("lu.WithdrawalConcluded.1"),
        MessageEntry.Of<ChunksGivenBack, Schema.ChunksGivenBack>("lu.ChunksGivenBack.1"),
        MessageEntry.Of<ChangeScsi, Schema.ChangeScsi>("lu.ChangeScsi.1"),
        MessageEntry.Of<LockRange, Schema.LockRange>("lu.LockRange.1"),
        MessageEntry.Of<WantRange, Schema.WantRange>("lu.WantRange.1"),
        MessageEntry.Of<RangeWanted, Schema.RangeWanted>("lu.RangeWanted.1"),
        MessageEntry.Of<UnlockRange, Schema.UnlockRange>("lu.UnlockRange.1"),
        MessageEntry.Of<UnmapChunks, Schema.UnmapChunks>("lu.UnmapChunks.1"),
        MessageEntry.Of<ConfirmScsi, Schema.ConfirmScsi>("lu.ConfirmScsi.1"),
        MessageEntry.Of<ConcludeScsi, Schema.ConcludeScsi>("lu.ConcludeScsi.1"),
        MessageEntry.Of<ConcludeWithdrawal, Schema.ConcludeWithdrawal>("lu.ConcludeWithdrawal.1"),
        MessageEntry.Of<ConcludeReturn, Schema.ConcludeReturn>("lu.ConcludeReturn.1"),
        MessageEntry.Of<LosePower, Schema.LosePower>("lu.LosePower.1"),
        MessageEntry.Of<GetScsi, Schema.GetScsi>("lu.GetScsi.1"),
        MessageEntry.Of<ScsiFound, Schema.ScsiFound>("lu.ScsiFound.1"),
        MessageEntry.Of<ScsiInForce, Schema.ScsiInForce>("lu.ScsiInForce.1"),
        MessageEntry.Of<ScsiConflict, Schema.ScsiConflict>("lu.ScsiConflict.1"),
        MessageEntry.Of<ScsiChanged, Schema.ScsiChanged>("lu.ScsiChanged.1"),
        MessageEntry.Of<GrantWithdrawn, Schema.GrantWithdrawn>("lu.GrantWithdrawn.1"),
        MessageEntry.Of<TakeSnapshot, Schema.TakeSnapshot>("lu.TakeSnapshot.1"),
        MessageEntry.Of<ReadySnapshot, Schema.ReadySnapshot>("lu.ReadySnapshot.1"),
        MessageEntry.Of<PrepareSnapshot, Schema.PrepareSnapshot>("lu.PrepareSnapshot.2"),
        MessageEntry.Of<CommitSnapshot, Schema.CommitSnapshot>("lu.CommitSnapshot.2"),
        MessageEntry.Of<CancelSnapshot, Schema.CancelSnapshot>("lu.CancelSnapshot.2"),
        MessageEntry.Of<DeleteSnapshot, Schema.DeleteSnapshot>("lu.DeleteSnapshot.1"),
        MessageEntry.Of<RollBack, Schema.RollBack>("lu.RollBack.1"),
        MessageEntry.Of<GetSnapshots, Schema.GetSnapshots>("lu.GetSnapshots.1"),
        MessageEntry.Of<SnapshotsFound, Schema.SnapshotsFound>("lu.SnapshotsFound.1"),
        MessageEntry.Of<MoveOffVolume, Schema.MoveOffVolume>("lu.MoveOffVolume.2"),
        MessageEntry.Of<ChunksMoved, Schema.ChunksMoved>("lu.ChunksMoved.1"),
        MessageEntry.Of<ConcludeCopies, Schema.ConcludeCopies>("lu.ConcludeCopies.1"),
        MessageEntry.Of<CheckChunks, Schema.CheckChunks>("lu.CheckChunks.1"),
        MessageEntry.Of<ConcludeCheck, Schema.ConcludeCheck>("lu.ConcludeCheck.1"),
        MessageEntry.Of<ChunksChecked, Schema.ChunksChecked>("lu.ChunksChecked.1"),
        MessageEntry.Of<CopiesBegun, Schema.CopiesBegun>("lu.CopiesBegun.2"),
        MessageEntry.Of<BeginRewrite, Schema.BeginRewrite>("lu.BeginRewrite.1"),
        MessageEntry.Of<RewriteBegun, Schema.RewriteBegun>("lu.RewriteBegun.1"),
        MessageEntry.Of<EndRewrite, Schema.EndRewrite>("lu.EndRewrite.1"),
        MessageEntry.Of<CopiesOutOfUse, Schema.CopiesOutOfUse>("lu.CopiesOutOfUse.1"),
        MessageEntry.Of<CopiesEnded, Schema.CopiesEnded>("lu.CopiesEnded.1"),
        MessageEntry.Of<PauseBegun, Schema.PauseBegun>("lu.PauseBegun.2"),
        MessageEntry.Of<PauseStill, Schema.PauseStill>("lu.PauseStill.1"),
        MessageEntry.Of<PauseEnded, Schema.PauseEnded>("lu.PauseEnded.1"),
        MessageEntry.Of<SnapshotTaken, Schema.SnapshotTaken>("lu.SnapshotTaken.1"),
        MessageEntry.Of<SnapshotDeleted, Schema.SnapshotDeleted>("lu.SnapshotDeleted.1"),
        MessageEntry.Of<RolledBack, Schema.RolledBack>("lu.RolledBack.1"),
        MessageEntry.Of<SharedChunksLeft, Schema.SharedChunksLeft>("lu.SharedChunksLeft.1"),
        MessageEntry.Of<ReserveGivenUp, Schema.ReserveGivenUp>("lu.ReserveGivenUp.1"),
        MessageEntry.Of<StrayChunksFound, Schema.StrayChunksFound>("lu.StrayChunksFound.1"),
        MessageEntry.Of<SharedChunkFound, Schema.SharedChunkFound>("lu.SharedChunkFound.1"),
        MessageEntry.Of<CreateClone, Schema.CreateClone>("lu.CreateClone.1"),
        MessageEntry.Of<LendSnapshot, Schema.LendSnapshot>("lu.LendSnapshot.1"),
        MessageEntry.Of<EndLoan, Schema.EndLoan>("lu.EndLoan.1"),
        MessageEntry.Of<SnapshotMapPage, Schema.SnapshotMapPage>("lu.SnapshotMapPage.1"),
        MessageEntry.Of<ConcludeBorrowing, Schema.ConcludeBorrowing>("lu.ConcludeBorrowing.1"),
        MessageEntry.Of<ConcludeSharing, Schema.ConcludeSharing>("lu.ConcludeSharing.1"),
        MessageEntry.Of<ConcludeLoan, Schema.ConcludeLoan>("lu.ConcludeLoan.1"),
        MessageEntry.Of<CloneBegun, Schema.CloneBegun>("lu.CloneBegun.1"),
        MessageEntry.Of<CloneAdmitted, Schema.CloneAdmitted>("lu.CloneAdmitted.1"),
        MessageEntry.Of<CloneMapRead, Schema.CloneMapRead>("lu.CloneMapRead.1"),
        MessageEntry.Of<CloneLoanEnded, Schema.CloneLoanEnded>("lu.CloneLoanEnded.1"),
        MessageEntry.Of<SnapshotLent, Schema.SnapshotLent>("lu.SnapshotLent.1"),
        MessageEntry.Of<LoanEnded, Schema.LoanEnded>("lu.LoanEnded.1"),
        MessageEntry.Of<BeginReference, Schema.BeginReference>("lu.BeginReference.1"),
        MessageEntry.Of<ReferencePrepared, Schema.ReferencePrepared>("lu.ReferencePrepared.1"),
        MessageEntry.Of<LendChunks, Schema.LendChunks>("lu.LendChunks.1"),
        MessageEntry.Of<ChunksLent, Schema.ChunksLent>("lu.ChunksLent.1"),
        MessageEntry.Of<ConcludeCounting, Schema.ConcludeCounting>("lu.ConcludeCounting.1"),
        MessageEntry.Of<ConcludeLending, Schema.ConcludeLending>("lu.ConcludeLending.1"),
        MessageEntry.Of<ReferenceBegun, Schema.ReferenceBegun>("lu.ReferenceBegun.1"),
        MessageEntry.Of<ReferenceOutOfUse, Schema.ReferenceOutOfUse>("lu.ReferenceOutOfUse.1"),
        MessageEntry.Of<ReferenceLent, Schema.ReferenceLent>("lu.ReferenceLent.1"),
        MessageEntry.Of<ReferenceEnded, Schema.ReferenceEnded>("lu.ReferenceEnded.1"),
        MessageEntry.Of<ChunkLoanBegun, Schema.ChunkLoanBegun>("lu.ChunkLoanBegun.1"),
        MessageEntry.Of<ChunkLoanEnded, Schema.ChunkLoanEnded>("lu.ChunkLoanEnded.1"),
        MessageEntry.Of<LoadMedium, Schema.LoadMedium>("lu.LoadMedium.1"),
        MessageEntry.Of<GetCondition, Schema.GetCondition>("lu.GetCondition.1"),
        MessageEntry.Of<ConditionFound, Schema.ConditionFound>("lu.ConditionFound.1"),
        MessageEntry.Of<GetLuVolumes, Schema.GetLuVolumes>("lu.GetLuVolumes.1"),
        MessageEntry.Of<LuVolumesFound, Schema.LuVolumesFound>("lu.LuVolumesFound.1"),
        MessageEntry.Of<GiveUpVolume, Schema.GiveUpVolume>("lu.GiveUpVolume.1"),
        MessageEntry.Of<DropLostChunks, Schema.DropLostChunks>("lu.DropLostChunks.1"),
        MessageEntry.Of<GetLuLosses, Schema.GetLuLosses>("lu.GetLuLosses.1"),
        MessageEntry.Of<LuLossesFound, Schema.LuLossesFound>("lu.LuLossesFound.1"),
        MessageEntry.Of<ChunkLost, Schema.ChunkLost>("lu.ChunkLost.1"),
        MessageEntry.Of<VolumeGivenUp, Schema.VolumeGivenUp>("lu.VolumeGivenUp.1"),
        MessageEntry.Of<GroupBegun, Schema.GroupBegun>("lu.GroupBegun.1"),
        MessageEntry.Of<DecideGroup, Schema.DecideGroup>("lu.DecideGroup.1"),
        MessageEntry.Of<GetGroup, Schema.GetGroup>("lu.GetGroup.1"),
        MessageEntry.Of<GroupFound, Schema.GroupFound>("lu.GroupFound.1"),
        MessageEntry.Of<ConcludeGroup, Schema.ConcludeGroup>("lu.ConcludeGroup.1"),
        MessageEntry.Of<ConcludeGroupMember, Schema.ConcludeGroupMember>("lu.ConcludeGroupMember.1"),
        MessageEntry.Of<ReviewGroups, Schema.ReviewGroups>("lu.ReviewGroups.1"),
        MessageEntry.Of<GroupTaken, Schema.GroupTaken>("lu.GroupTaken.1"),
        MessageEntry.Of<GroupMemberTold, Schema.GroupMemberTold>("lu.GroupMemberTold.1"),
    ];

    public static IReadOnlyList<MessageEntry> Older { get; } =
    [
        // Of somebody who waited until nothing moved any more.
        MessageEntry.Older<MoveOffVolume, Schema.MoveOffVolume>(
            "lu.MoveOffVolume.1", RecordMapper<MoveOffVolume, Schema.MoveOffVolume>.Read),

        // Copied by the pool, as they always were.
        MessageEntry.Older<CopiesBegun, Schema.CopiesBegun>("lu.CopiesBegun.1", RecordMapper<CopiesBegun, Schema.CopiesBegun>.Read),

        // Of a unit that kept no SCSI state.
        MessageEntry.Older<LuSnapshot, Schema.LuSnapshot>("lu.LuSnapshot.1", old =>
        {
            old.Scsi = RecordMapper<LuScsi, Schema.LuScsi>.Write(LuScsi.Empty);
            old.History = RecordMapper<LuHistory, Schema.LuHistory>.Write(LuHistory.Empty);
            return RecordMapper<LuSnapshot, Schema.LuSnapshot>.Read(old);
        }),

        // Of a unit that had no snapshots.
        MessageEntry.Older<LuSnapshot, Schema.LuSnapshot>("lu.LuSnapshot.2", old =>
        {
            old.History = RecordMapper<LuHistory, Schema.LuHistory>.Write(LuHistory.Empty);
            return RecordMapper<LuSnapshot, Schema.LuSnapshot>.Read(old);
        }),

        // Of a unit that kept no change under way.
        MessageEntry.Older<LuSnapshot, Schema.LuSnapshot>("lu.LuSnapshot.3", RecordMapper<LuSnapshot, Schema.LuSnapshot>.Read),

        // Of a unit that no clone was made of.
        MessageEntry.Older<LuSnapshot, Schema.LuSnapshot>("lu.LuSnapshot.4", RecordMapper<LuSnapshot, Schema.LuSnapshot>.Read),

        // Of a unit that lost nothing.
        MessageEntry.Older<LuSnapshot, Schema.LuSnapshot>("lu.LuSnapshot.5", RecordMapper<LuSnapshot, Schema.LuSnapshot>.Read),

        // Of a unit that shared no chunks by reference.
        MessageEntry.Older<LuSnapshot, Schema.LuSnapshot>("lu.LuSnapshot.6", RecordMapper<LuSnapshot, Schema.LuSnapshot>.Read),

        // Of a unit that got nothing of what its pool keeps back.
        MessageEntry.Older<LuSnapshot, Schema.LuSnapshot>("lu.LuSnapshot.7", RecordMapper<LuSnapshot, Schema.LuSnapshot>.Read),
        MessageEntry.Older<ExtentRequested, Schema.ExtentRequested>(
            "lu.ExtentRequested.1", RecordMapper<ExtentRequested, Schema.ExtentRequested>.Read),

        // Of a unit that decided for no group.
        MessageEntry.Older<LuSnapshot, Schema.LuSnapshot>("lu.LuSnapshot.8", RecordMapper<LuSnapshot, Schema.LuSnapshot>.Read),

        // Of a group whose units had their snapshots one by one.
        MessageEntry.Older<PauseBegun, Schema.PauseBegun>("lu.PauseBegun.1", RecordMapper<PauseBegun, Schema.PauseBegun>.Read),
        MessageEntry.Older<PrepareSnapshot, Schema.PrepareSnapshot>(
            "lu.PrepareSnapshot.1", RecordMapper<PrepareSnapshot, Schema.PrepareSnapshot>.Read),
        MessageEntry.Older<CommitSnapshot, Schema.CommitSnapshot>(
            "lu.CommitSnapshot.1", RecordMapper<CommitSnapshot, Schema.CommitSnapshot>.Read),
        MessageEntry.Older<CancelSnapshot, Schema.CancelSnapshot>(
            "lu.CancelSnapshot.1", RecordMapper<CancelSnapshot, Schema.CancelSnapshot>.Read),

        // Of a unit that did not say what its pool owes it.
        MessageEntry.Older<LuFound, Schema.LuFound>("lu.LuFound.1", RecordMapper<LuFound, Schema.LuFound>.Read),
    ];
}
