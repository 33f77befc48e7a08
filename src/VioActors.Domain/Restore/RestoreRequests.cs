using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Restore;

/// <summary>
/// Restores this VIOS from a backup (BR-6). Answered with <see cref="RestoreReport"/>, or <see cref="RestoreQuestion"/> when it asks.
/// </summary>
/// <param name="UseLastKnownTable">The UUID table as last read may be used when the management tool cannot be reached (BR-9).</param>
public sealed record RestoreBackup(BackupFileName File, RestoreOptions Options, bool UseLastKnownTable) : IBackupRequest;

/// <summary>Restores this VIOS from its part, or that of another, in a backup of the cluster (CBR-2). Answered as
/// <see cref="RestoreBackup"/>.</summary>
public sealed record RestorePart(BackupFileName File, VioUuid Part, RestoreOptions Options, bool UseLastKnownTable) : IBackupRequest;

/// <summary>Answers a <see cref="RestoreQuestion"/>. Answered with the next one, or with <see cref="RestoreReport"/>.</summary>
/// <param name="GoOn">False: the restore ends, and nothing was changed.</param>
public sealed record AnswerRestore(bool GoOn) : IBackupRequest;

/// <summary>Goes on with a restore that was interrupted. Answered with <see cref="RestoreReport"/>. Safe to repeat.</summary>
public sealed record ResumeRestore : IBackupRequest;

/// <summary>Takes the steps of a restore back which was interrupted. Answered with <see cref="RestoreReport"/>. Safe to repeat.</summary>
public sealed record UndoRestore : IBackupRequest;

/// <summary>
/// Something does not validate, and the administrator decides whether to go on without it (BR-7). Nothing was changed yet.
/// </summary>
/// <param name="Number">From 1.</param>
public sealed record RestoreQuestion(int Number, int Count, RestoreFinding Finding) : IReply;

/// <summary>How a restore ended. Values are sent: never renumbered.</summary>
public enum RestoreEnd
{
    Unspecified = 0,

    /// <summary>Only validated; nothing was changed.</summary>
    Validated = 1,

    /// <summary>Every device of the backup is deployed.</summary>
    Restored = 2,

    /// <summary>Some devices are not deployed; the administrator had accepted that.</summary>
    RestoredInPart = 3,

    /// <summary>Something does not validate; nothing was changed.</summary>
    Refused = 4,

    /// <summary>A step failed; every step before it was taken back.</summary>
    Undone = 5,
}

/// <summary>Answer to a restore that ended.</summary>
/// <param name="Reason">Why it was refused or undone; empty otherwise.</param>
/// <param name="Deployed">Devices that are as the backup has them.</param>
/// <param name="NotDeployed">Devices that are not, each with the reason.</param>
public sealed record RestoreReport(
    string File, RestoreEnd End, string Reason, ValueList<RestoreFinding> Deployed, ValueList<RestoreFinding> NotDeployed) : IReply
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
