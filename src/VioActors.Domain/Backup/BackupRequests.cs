using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Backup;

/// <summary>
/// The <c>VBR</c> command as a VIOS takes it (BR-1): from the command line, the management tool or the backup of the cluster, in this
/// process or another. A request that cannot be done is answered with <see cref="Rejected"/>.
/// </summary>
public interface IBackupRequest : IDomainMessage;

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
/// Writes the part of this VIOS in a backup of the cluster, at a position of the VIOS DB, where the parts are collated (CBR-1, CBR-4).
/// Answered with <see cref="PartMade"/>. Safe to repeat.
/// </summary>
/// <param name="Collation">The file of the cluster that is being made.</param>
public sealed record MakePart(BackupFileName Collation, long DbPosition) : IBackupRequest;

/// <summary>Answer to <see cref="MakePart"/>: the part is durable.</summary>
public sealed record PartMade(VioUuid Vios, long SizeBytes) : IReply;

/// <summary>Answer to <see cref="MakeBackup"/>: the file is complete and durable.</summary>
/// <param name="Removed">Older files that were removed after it.</param>
public sealed record BackupMade(
    BackupFileName File, BackupPlaceKind Place, int DeviceCount, long SizeBytes, ValueList<BackupFileName> Removed) : IReply;

/// <summary>Answer to <see cref="PlanBackups"/> and <see cref="GetBackupPlan"/>.</summary>
/// <param name="NextUtc">When the next backup by the clock is due; null: none is.</param>
public sealed record BackupPlanned(BackupPolicy Policy, DateTimeOffset? LastUtc, DateTimeOffset? NextUtc) : IReply;

/// <summary>Answer to <see cref="ListBackups"/>, by place and number.</summary>
public sealed record BackupsListed(ValueList<BackupEntry> Entries, DateTimeOffset NowUtc) : IReply;

/// <summary>A backup file that was found.</summary>
/// <param name="Header">Null when the file is not valid.</param>
/// <param name="Problem">Why it is not valid; empty when it is.</param>
public sealed record BackupEntry(BackupFileName File, BackupPlaceKind Place, long SizeBytes, BackupHeader? Header, string Problem);

/// <summary>Answer to <see cref="ViewBackup"/>.</summary>
public sealed record BackupViewed(BackupDocument Document) : IReply;
