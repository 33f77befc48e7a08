using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Backup;

/// <summary>A command or query for the backup record of one VIOS in the shared VIOS DB.</summary>
public interface IBackupRecordMessage : IDomainMessage
{
    VioUuid Vios { get; }
}

/// <summary>Stored event of the backup record.</summary>
public interface IBackupRecordEvent : IEvent;

/// <summary>Sets when and where backups are made (BR-4). Answered with <see cref="BackupRecordFound"/>. Safe to repeat.</summary>
public sealed record SetBackupPolicy(VioUuid Vios, BackupPolicy Policy) : ICommand, IBackupRecordMessage;

/// <summary>Takes the next version number. Answered with <see cref="BackupNumbered"/>; a repeat takes another number.</summary>
public sealed record TakeBackupNumber(VioUuid Vios) : ICommand, IBackupRecordMessage;

/// <summary>A backup is complete where it belongs. Safe to repeat.</summary>
public sealed record ConcludeBackup(VioUuid Vios, BackupFileName File, DateTimeOffset TakenUtc) : ICommand, IBackupRecordMessage;

/// <summary>Keeps a backup file in the VIOS DB. A repeat with the same content is safe; another content is refused.</summary>
public sealed record StoreBackup(VioUuid Vios, BackupFileName File, FileBytes Content) : ICommand, IBackupRecordMessage;

/// <summary>Removes a backup file from the VIOS DB. Safe to repeat.</summary>
public sealed record DropBackup(VioUuid Vios, BackupFileName File) : ICommand, IBackupRecordMessage;

/// <summary>Answered with <see cref="StoredBackupFound"/> or <see cref="Rejected"/>.</summary>
public sealed record GetStoredBackup(VioUuid Vios, BackupFileName File) : IQuery, IBackupRecordMessage;

/// <summary>Answered with <see cref="BackupRecordFound"/>.</summary>
public sealed record GetBackupRecord(VioUuid Vios) : IQuery, IBackupRecordMessage;

/// <summary>Answer to <see cref="TakeBackupNumber"/>.</summary>
public sealed record BackupNumbered(VioUuid Vios, long Number) : IReply;

/// <summary>Answer to <see cref="GetStoredBackup"/>.</summary>
public sealed record StoredBackupFound(BackupFileName File, FileBytes Content) : IReply;

/// <summary>Answer to <see cref="GetBackupRecord"/>.</summary>
/// <param name="LastNumber">The last version number that was taken; 0 for none.</param>
/// <param name="LastUtc">When the last complete backup was taken; null before the first.</param>
/// <param name="Files">Backup files in the VIOS DB, by number.</param>
public sealed record BackupRecordFound(
    VioUuid Vios, BackupPolicy Policy, long LastNumber, DateTimeOffset? LastUtc, ValueList<BackupFileName> Files) : IReply;

public sealed record BackupPolicySet(BackupPolicy Policy) : IBackupRecordEvent;

public sealed record BackupNumberTaken(long Number) : IBackupRecordEvent;

public sealed record BackupConcluded(BackupFileName File, DateTimeOffset TakenUtc) : IBackupRecordEvent;

public sealed record BackupStored(BackupFileName File, FileBytes Content) : IBackupRecordEvent;

public sealed record BackupDropped(BackupFileName File) : IBackupRecordEvent;

/// <summary>A backup file as kept in the VIOS DB.</summary>
public sealed record StoredBackup(BackupFileName File, FileBytes Content);

/// <summary>The whole state of a backup record.</summary>
public sealed record BackupRecordSnapshot(
    BackupPolicy Policy, long LastNumber, DateTimeOffset? LastUtc, ValueList<StoredBackup> Files) : ISnapshot;
