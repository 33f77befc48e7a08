using VioActors.Domain.Backup;
using VioActors.Domain.Restore;
using Schema = VioActors.Persistence.Schemas.Vbr;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>vbr.proto</c>. Thread-safe.</summary>
internal static class VbrMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<MakeBackup, Schema.MakeBackup>("vbr.MakeBackup.1"),
        MessageEntry.Of<PlanBackups, Schema.PlanBackups>("vbr.PlanBackups.1"),
        MessageEntry.Of<GetBackupPlan, Schema.GetBackupPlan>("vbr.GetBackupPlan.1"),
        MessageEntry.Of<ListBackups, Schema.ListBackups>("vbr.ListBackups.1"),
        MessageEntry.Of<ViewBackup, Schema.ViewBackup>("vbr.ViewBackup.1"),
        MessageEntry.Of<MakePart, Schema.MakePart>("vbr.MakePart.1"),
        MessageEntry.Of<PartMade, Schema.PartMade>("vbr.PartMade.1"),
        MessageEntry.Of<BackupMade, Schema.BackupMade>("vbr.BackupMade.1"),
        MessageEntry.Of<BackupPlanned, Schema.BackupPlanned>("vbr.BackupPlanned.1"),
        MessageEntry.Of<BackupsListed, Schema.BackupsListed>("vbr.BackupsListed.1"),
        MessageEntry.Of<BackupViewed, Schema.BackupViewed>("vbr.BackupViewed.1"),
        MessageEntry.Of<RestoreBackup, Schema.RestoreBackup>("vbr.RestoreBackup.1"),
        MessageEntry.Of<RestorePart, Schema.RestorePart>("vbr.RestorePart.1"),
        MessageEntry.Of<AnswerRestore, Schema.AnswerRestore>("vbr.AnswerRestore.1"),
        MessageEntry.Of<ResumeRestore, Schema.ResumeRestore>("vbr.ResumeRestore.1"),
        MessageEntry.Of<UndoRestore, Schema.UndoRestore>("vbr.UndoRestore.1"),
        MessageEntry.Of<RestoreQuestion, Schema.RestoreQuestion>("vbr.RestoreQuestion.1"),
        MessageEntry.Of<RestoreReport, Schema.RestoreReport>("vbr.RestoreReport.1"),
        MessageEntry.Of<BackUpCluster, Schema.BackUpCluster>("vbr.BackUpCluster.1"),
        MessageEntry.Of<RestoreCluster, Schema.RestoreCluster>("vbr.RestoreCluster.1"),
        MessageEntry.Of<ListClusterBackups, Schema.ListClusterBackups>("vbr.ListClusterBackups.1"),
        MessageEntry.Of<ViewClusterBackup, Schema.ViewClusterBackup>("vbr.ViewClusterBackup.1"),
        MessageEntry.Of<ViewClusterPart, Schema.ViewClusterPart>("vbr.ViewClusterPart.1"),
        MessageEntry.Of<GetClusterWork, Schema.GetClusterWork>("vbr.GetClusterWork.1"),
        MessageEntry.Of<ClusterWorkFound, Schema.ClusterWorkFound>("vbr.ClusterWorkFound.1"),
        MessageEntry.Of<ClusterBackupMade, Schema.ClusterBackupMade>("vbr.ClusterBackupMade.1"),
        MessageEntry.Of<ClusterRestored, Schema.ClusterRestored>("vbr.ClusterRestored.1"),
        MessageEntry.Of<ClusterBackupsListed, Schema.ClusterBackupsListed>("vbr.ClusterBackupsListed.1"),
        MessageEntry.Of<ClusterBackupViewed, Schema.ClusterBackupViewed>("vbr.ClusterBackupViewed.1"),
    ];
}
