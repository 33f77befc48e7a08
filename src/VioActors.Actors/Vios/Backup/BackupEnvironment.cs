using VioActors.Actors.ClusterBackup;
using VioActors.Persistence.Backup;

namespace VioActors.Actors.Vios.Backup;

/// <summary>What the backups of a VIOS work with. Immutable.</summary>
public sealed record BackupEnvironment
{
    /// <summary>Folder beside its local store.</summary>
    public required BackupFolder Local { get; init; }

    /// <summary>The folder that every VIOS of the cluster reaches; null: there is none.</summary>
    public required BackupFolder? Repository { get; init; }

    /// <summary>What the VIOS was at a position of the VIOS DB, for a backup of the cluster; null: it has no part in one.</summary>
    public PartFacts? Parts { get; init; }

    /// <summary>Signs the backups of the cluster.</summary>
    public required ClusterKey Key { get; init; }

    public BackupLimits Limits { get; init; } = BackupLimits.Default;

    /// <summary>How long the configuration must have been left alone before a backup follows a change. Too short: a backup for each of many
    /// changes. Too long: a crash soon after a change finds no backup of it.</summary>
    public TimeSpan AfterChange { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When one by the clock, or after a change, is tried again that failed or was kept from its turn; 1 s at least.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an aggregate of the VIOS DB may take to answer.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The UUID table of the management tool (BR-9).</summary>
    public required IUuidTable UuidTable { get; init; }

    /// <summary>Tells administrators by mail; null: nobody is told by mail.</summary>
    public IMailer? Mailer { get; init; }
}
