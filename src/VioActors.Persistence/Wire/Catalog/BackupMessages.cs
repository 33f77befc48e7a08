using VioActors.Domain.Backup;
using Schema = VioActors.Persistence.Schemas.Backup;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>backup.proto</c>. Thread-safe.</summary>
internal static class BackupMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<SetBackupPolicy, Schema.SetBackupPolicy>("backup.SetBackupPolicy.1"),
        MessageEntry.Of<TakeBackupNumber, Schema.TakeBackupNumber>("backup.TakeBackupNumber.1"),
        MessageEntry.Of<ConcludeBackup, Schema.ConcludeBackup>("backup.ConcludeBackup.1"),
        MessageEntry.Of<StoreBackup, Schema.StoreBackup>("backup.StoreBackup.1"),
        MessageEntry.Of<DropBackup, Schema.DropBackup>("backup.DropBackup.1"),
        MessageEntry.Of<GetStoredBackup, Schema.GetStoredBackup>("backup.GetStoredBackup.1"),
        MessageEntry.Of<GetBackupRecord, Schema.GetBackupRecord>("backup.GetBackupRecord.1"),
        MessageEntry.Of<BackupNumbered, Schema.BackupNumbered>("backup.BackupNumbered.1"),
        MessageEntry.Of<StoredBackupFound, Schema.StoredBackupFound>("backup.StoredBackupFound.1"),
        MessageEntry.Of<BackupRecordFound, Schema.BackupRecordFound>("backup.BackupRecordFound.1"),
        MessageEntry.Of<BackupPolicySet, Schema.BackupPolicySet>("backup.BackupPolicySet.1"),
        MessageEntry.Of<BackupNumberTaken, Schema.BackupNumberTaken>("backup.BackupNumberTaken.1"),
        MessageEntry.Of<BackupConcluded, Schema.BackupConcluded>("backup.BackupConcluded.1"),
        MessageEntry.Of<BackupStored, Schema.BackupStored>("backup.BackupStored.1"),
        MessageEntry.Of<BackupDropped, Schema.BackupDropped>("backup.BackupDropped.1"),
        MessageEntry.Of<BackupRecordSnapshot, Schema.BackupRecordSnapshot>("backup.BackupRecordSnapshot.1"),
    ];
}
