using VioActors.Domain.Pool;
using Schema = VioActors.Persistence.Schemas.Pool;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>pool.proto</c>. Thread-safe.</summary>
internal static class PoolMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<CreatePool, Schema.CreatePool>("pool.CreatePool.2"),
        MessageEntry.Of<AddPv, Schema.AddPv>("pool.AddPv.1"),
        MessageEntry.Of<DrainPv, Schema.DrainPv>("pool.DrainPv.2"),
        MessageEntry.Of<CancelDrain, Schema.CancelDrain>("pool.CancelDrain.1"),
        MessageEntry.Of<RemovePv, Schema.RemovePv>("pool.RemovePv.1"),
        MessageEntry.Of<SetThresholds, Schema.SetThresholds>("pool.SetThresholds.1"),
        MessageEntry.Of<AdmitLu, Schema.AdmitLu>("pool.AdmitLu.1"),
        MessageEntry.Of<RenamePoolLu, Schema.RenamePoolLu>("pool.RenamePoolLu.1"),
        MessageEntry.Of<ResizePoolLu, Schema.ResizePoolLu>("pool.ResizePoolLu.1"),
        MessageEntry.Of<GrantExtent, Schema.GrantExtent>("pool.GrantExtent.3"),
        MessageEntry.Of<ReturnChunks, Schema.ReturnChunks>("pool.ReturnChunks.1"),
        MessageEntry.Of<ReleaseLu, Schema.ReleaseLu>("pool.ReleaseLu.1"),
        MessageEntry.Of<ConcludeErase, Schema.ConcludeErase>("pool.ConcludeErase.1"),
        MessageEntry.Of<GetLuExtents, Schema.GetLuExtents>("pool.GetLuExtents.1"),
        MessageEntry.Of<CheckPool, Schema.CheckPool>("pool.CheckPool.1"),
        MessageEntry.Of<PoolChecked, Schema.PoolChecked>("pool.PoolChecked.1"),
        MessageEntry.Of<GetPool, Schema.GetPool>("pool.GetPool.1"),
        MessageEntry.Of<LuAdmitted, Schema.LuAdmitted>("pool.LuAdmitted.1"),
        MessageEntry.Of<ExtentGranted, Schema.ExtentGranted>("pool.ExtentGranted.1"),
        MessageEntry.Of<LuExtentsFound, Schema.LuExtentsFound>("pool.LuExtentsFound.1"),
        MessageEntry.Of<PoolFound, Schema.PoolFound>("pool.PoolFound.3"),
        MessageEntry.Of<PoolCreated, Schema.PoolCreated>("pool.PoolCreated.1"),
        MessageEntry.Of<PvAdded, Schema.PvAdded>("pool.PvAdded.1"),
        MessageEntry.Of<PvDraining, Schema.PvDraining>("pool.PvDraining.2"),
        MessageEntry.Of<PvDrainCancelled, Schema.PvDrainCancelled>("pool.PvDrainCancelled.1"),
        MessageEntry.Of<PvRemoved, Schema.PvRemoved>("pool.PvRemoved.1"),
        MessageEntry.Of<ThresholdsSet, Schema.ThresholdsSet>("pool.ThresholdsSet.1"),
        MessageEntry.Of<LuEntered, Schema.LuEntered>("pool.LuEntered.1"),
        MessageEntry.Of<LuRenamedInPool, Schema.LuRenamedInPool>("pool.LuRenamedInPool.1"),
        MessageEntry.Of<LuResizedInPool, Schema.LuResizedInPool>("pool.LuResizedInPool.1"),
        MessageEntry.Of<ChunksGranted, Schema.ChunksGranted>("pool.ChunksGranted.1"),
        MessageEntry.Of<ChunksReturned, Schema.ChunksReturned>("pool.ChunksReturned.1"),
        MessageEntry.Of<LuLeft, Schema.LuLeft>("pool.LuLeft.1"),
        MessageEntry.Of<ChunksErased, Schema.ChunksErased>("pool.ChunksErased.1"),
        MessageEntry.Of<PoolAlertChanged, Schema.PoolAlertChanged>("pool.PoolAlertChanged.1"),
        MessageEntry.Of<PoolAlertRaised, Schema.PoolAlertRaised>("pool.PoolAlertRaised.1"),
        MessageEntry.Of<PoolVolumesChanged, Schema.PoolVolumesChanged>("pool.PoolVolumesChanged.1"),
        MessageEntry.Of<ShareChunks, Schema.ShareChunks>("pool.ShareChunks.1"),
        MessageEntry.Of<ChunksShared, Schema.ChunksShared>("pool.ChunksShared.1"),
        MessageEntry.Of<PoolSnapshot, Schema.PoolSnapshot>("pool.PoolSnapshot.4"),
        MessageEntry.Of<ReplacePv, Schema.ReplacePv>("pool.ReplacePv.1"),
        MessageEntry.Of<NotePvGeneration, Schema.NotePvGeneration>("pool.NotePvGeneration.1"),
        MessageEntry.Of<SetPoolLimits, Schema.SetPoolLimits>("pool.SetPoolLimits.1"),
        MessageEntry.Of<SetDiskGroupAccess, Schema.SetDiskGroupAccess>("pool.SetDiskGroupAccess.1"),
        MessageEntry.Of<TransferChunks, Schema.TransferChunks>("pool.TransferChunks.1"),
        MessageEntry.Of<ConcludeTransfer, Schema.ConcludeTransfer>("pool.ConcludeTransfer.1"),
        MessageEntry.Of<ChunksTransferred, Schema.ChunksTransferred>("pool.ChunksTransferred.1"),
        MessageEntry.Of<PvGenerationNoted, Schema.PvGenerationNoted>("pool.PvGenerationNoted.1"),
        MessageEntry.Of<PoolLimitsSet, Schema.PoolLimitsSet>("pool.PoolLimitsSet.1"),
        MessageEntry.Of<DiskGroupAccessSet, Schema.DiskGroupAccessSet>("pool.DiskGroupAccessSet.1"),
        MessageEntry.Of<OverCommitAlertChanged, Schema.OverCommitAlertChanged>("pool.OverCommitAlertChanged.1"),
        MessageEntry.Of<PoolOverCommitted, Schema.PoolOverCommitted>("pool.PoolOverCommitted.1"),
        MessageEntry.Of<GiveUpPv, Schema.GiveUpPv>("pool.GiveUpPv.1"),
        MessageEntry.Of<GetPvUsers, Schema.GetPvUsers>("pool.GetPvUsers.1"),
        MessageEntry.Of<PvUsersFound, Schema.PvUsersFound>("pool.PvUsersFound.1"),
        MessageEntry.Of<NotePvView, Schema.NotePvView>("pool.NotePvView.1"),
        MessageEntry.Of<ForgetPvView, Schema.ForgetPvView>("pool.ForgetPvView.1"),
        MessageEntry.Of<PvGivenUp, Schema.PvGivenUp>("pool.PvGivenUp.1"),
        MessageEntry.Of<PvViewNoted, Schema.PvViewNoted>("pool.PvViewNoted.1"),
        MessageEntry.Of<PvViewForgotten, Schema.PvViewForgotten>("pool.PvViewForgotten.1"),
        MessageEntry.Of<DataLost, Schema.DataLost>("pool.DataLost.1"),
    ];

    public static IReadOnlyList<MessageEntry> Older { get; } =
    [
        // Of a pool without limits.
        MessageEntry.Older<PoolFound, Schema.PoolFound>("pool.PoolFound.1", old =>
        {
            old.Limits = new Schema.PoolLimits();
            return RecordMapper<PoolFound, Schema.PoolFound>.Read(old);
        }),
        MessageEntry.Older<PoolSnapshot, Schema.PoolSnapshot>("pool.PoolSnapshot.1", old =>
        {
            old.Limits = new Schema.PoolLimits();
            return RecordMapper<PoolSnapshot, Schema.PoolSnapshot>.Read(old);
        }),

        // Of a pool that kept nothing back from the start, and of units that got nothing of what was kept back.
        MessageEntry.Older<CreatePool, Schema.CreatePool>("pool.CreatePool.1", RecordMapper<CreatePool, Schema.CreatePool>.Read),
        MessageEntry.Older<GrantExtent, Schema.GrantExtent>("pool.GrantExtent.1", RecordMapper<GrantExtent, Schema.GrantExtent>.Read),

        // Of a thick unit that took what there was.
        MessageEntry.Older<GrantExtent, Schema.GrantExtent>("pool.GrantExtent.2", RecordMapper<GrantExtent, Schema.GrantExtent>.Read),

        // Of volumes that an operator took out when they were empty.
        MessageEntry.Older<DrainPv, Schema.DrainPv>("pool.DrainPv.1", RecordMapper<DrainPv, Schema.DrainPv>.Read),
        MessageEntry.Older<PvDraining, Schema.PvDraining>("pool.PvDraining.1", RecordMapper<PvDraining, Schema.PvDraining>.Read),

        // Of a pool in which every chunk had one holder.
        MessageEntry.Older<PoolSnapshot, Schema.PoolSnapshot>("pool.PoolSnapshot.2", RecordMapper<PoolSnapshot, Schema.PoolSnapshot>.Read),

        // Of a pool that did not know which VIOSes reach its volumes.
        MessageEntry.Older<PoolFound, Schema.PoolFound>("pool.PoolFound.2", RecordMapper<PoolFound, Schema.PoolFound>.Read),
        MessageEntry.Older<PoolSnapshot, Schema.PoolSnapshot>("pool.PoolSnapshot.3", RecordMapper<PoolSnapshot, Schema.PoolSnapshot>.Read),
    ];
}
