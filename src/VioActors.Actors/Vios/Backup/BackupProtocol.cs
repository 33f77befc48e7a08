using Akka.Actor;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Backup;

/// <summary>
/// The <c>VBR</c> command as a VIOS takes it (BR-1): from the command line, the management tool or another VIOS of this process. A request
/// that cannot be done is answered with <see cref="Rejected"/>.
/// </summary>
public interface IBackupRequest : INoSerializationVerificationNeeded;

/// <summary>Makes a backup now. Answered with <see cref="BackupMade"/>.</summary>
/// <param name="Label">First part of the file's name; null: the plan's.</param>
/// <param name="Place">Null: the plan's.</param>
public sealed record MakeBackup(string? Label, BackupPlaceKind? Place) : IBackupRequest;

/// <summary>Sets when backups are made and how many are kept (BR-4). Answered with <see cref="BackupPlanned"/>. Safe to repeat.</summary>
public sealed record PlanBackups(BackupPolicy Policy) : IBackupRequest;

/// <summary>Answered with <see cref="BackupPlanned"/>.</summary>
public sealed record GetBackupPlan : IBackupRequest;

/// <summary>Answered with <see cref="BackupsListed"/>: the files of every place, each opened and checked.</summary>
public sealed record ListBackups : IBackupRequest;

/// <summary>Shows what a backup holds (BR-5). Answered with <see cref="BackupViewed"/>.</summary>
/// <param name="File">Null: the configuration as it is now.</param>
public sealed record ViewBackup(BackupFileName? File) : IBackupRequest;

/// <summary>
/// Restores this VIOS from a backup (BR-6). Answered with <see cref="RestoreReport"/>, or <see cref="RestoreQuestion"/> when it asks.
/// </summary>
/// <param name="UseLastKnownTable">The UUID table as last read may be used when the management tool cannot be reached (BR-9).</param>
public sealed record RestoreBackup(BackupFileName File, RestoreOptions Options, bool UseLastKnownTable) : IBackupRequest;

/// <summary>Answers a <see cref="RestoreQuestion"/>. Answered with the next one, or with <see cref="RestoreReport"/>.</summary>
/// <param name="GoOn">False: the restore ends, and nothing was changed.</param>
public sealed record AnswerRestore(bool GoOn) : IBackupRequest;

/// <summary>Goes on with a restore that was interrupted. Answered with <see cref="RestoreReport"/>. Safe to repeat.</summary>
public sealed record ResumeRestore : IBackupRequest;

/// <summary>Takes the steps of a restore back which was interrupted. Answered with <see cref="RestoreReport"/>. Safe to repeat.</summary>
public sealed record UndoRestore : IBackupRequest;

/// <summary>Restores from a file which is at hand, e.g. a member of the cluster's. Answered as <see cref="RestoreBackup"/>.</summary>
public sealed record RestoreContent(string Name, FileBytes Content, RestoreOptions Options, bool UseLastKnownTable) : IBackupRequest;

/// <summary>
/// The configuration as a file, for the backup of the cluster; it is kept nowhere. Answered with <see cref="ContentMade"/>.
/// </summary>
/// <param name="DbPosition">Position of the VIOS DB that the file names.</param>
/// <param name="Facts">The configuration at that position.</param>
public sealed record MakeContent(long DbPosition, ViosFacts Facts) : IBackupRequest;

/// <summary>Answer to <see cref="MakeContent"/>.</summary>
public sealed record ContentMade(VioUuid Vios, FileBytes Content) : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="MakeBackup"/>: the file is complete and durable.</summary>
/// <param name="Removed">Older files that were removed after it.</param>
public sealed record BackupMade(BackupFileName File, BackupPlaceKind Place, int DeviceCount, long SizeBytes,
    ValueList<BackupFileName> Removed)
    : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="PlanBackups"/> and <see cref="GetBackupPlan"/>.</summary>
/// <param name="NextUtc">When the next backup by the clock is due; null: none is.</param>
public sealed record BackupPlanned(BackupPolicy Policy, DateTimeOffset? LastUtc, DateTimeOffset? NextUtc)
    : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="ListBackups"/>, by place and number.</summary>
public sealed record BackupsListed(ValueList<BackupEntry> Entries, DateTimeOffset NowUtc) : INoSerializationVerificationNeeded;

/// <summary>A backup file that was found.</summary>
/// <param name="Header">Null when the file is not valid.</param>
/// <param name="Problem">Why it is not valid; empty when it is.</param>
public sealed record BackupEntry(BackupFileName File, BackupPlaceKind Place, long SizeBytes, BackupHeader? Header, string Problem);

/// <summary>Answer to <see cref="ViewBackup"/>.</summary>
public sealed record BackupViewed(BackupDocument Document) : INoSerializationVerificationNeeded;

/// <summary>
/// Something does not validate, and the administrator decides whether to go on without it (BR-7). Nothing was changed yet.
/// </summary>
/// <param name="Number">From 1.</param>
public sealed record RestoreQuestion(int Number, int Count, RestoreFinding Finding) : INoSerializationVerificationNeeded;

/// <summary>How a restore ended.</summary>
public enum RestoreEnd
{
    /// <summary>Only validated; nothing was changed.</summary>
    Validated,

    /// <summary>Every device of the backup is deployed.</summary>
    Restored,

    /// <summary>Some devices are not deployed; the administrator had accepted that.</summary>
    RestoredInPart,

    /// <summary>Something does not validate; nothing was changed.</summary>
    Refused,

    /// <summary>A step failed; every step before it was taken back.</summary>
    Undone,
}

/// <summary>Answer to a restore that ended.</summary>
/// <param name="Reason">Why it was refused or undone; empty otherwise.</param>
/// <param name="Deployed">Devices that are as the backup has them.</param>
/// <param name="NotDeployed">Devices that are not, each with the reason.</param>
public sealed record RestoreReport(
    string File, RestoreEnd End, string Reason, ValueList<RestoreFinding> Deployed, ValueList<RestoreFinding> NotDeployed)
    : INoSerializationVerificationNeeded
{
    /// <summary>0: all deployed or deployable; 1: refused, nothing changed; 2: in part; 3: undone.</summary>
    public int ExitCode => End switch
    {
        RestoreEnd.Restored => 0,
        RestoreEnd.Validated => NotDeployed.Count == 0 ? 0 : 1,
        RestoreEnd.RestoredInPart => 2,
        RestoreEnd.Undone => 3,
        _ => 1,
    };
}

/// <summary>Told by the VIOS: its devices or its inventory changed.</summary>
internal sealed record ConfigurationChanged
{
    public static ConfigurationChanged Instance { get; } = new();
}
