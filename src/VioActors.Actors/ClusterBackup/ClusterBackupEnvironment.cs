using Akka.Actor;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Values;
using VioActors.Persistence.Backup;

namespace VioActors.Actors.ClusterBackup;

/// <summary>What the backup of a cluster works with. Immutable.</summary>
public sealed record ClusterBackupEnvironment
{
    public required ClusterName Cluster { get; init; }

    public required IActorRef ViosDb { get; init; }

    /// <summary>The actor of a VIOS that runs, in this process or another; null for one that is down.</summary>
    public required Func<NodeDefinition, ICanTell?> Vioses { get; init; }

    /// <summary>The database of the VIOS DB.</summary>
    public required IViosDbStore Db { get; init; }

    /// <summary>The folder that every VIOS reaches.</summary>
    public required BackupFolder Repository { get; init; }

    public required ClusterKey Key { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Tells administrators of a file that is refused; null: nobody is told by mail.</summary>
    public IMailer? Mailer { get; init; }

    public BackupLimits Limits { get; init; } = BackupLimits.Default;

    /// <summary>How long a VIOS may take for its part of a backup. Shorter: one that is busy is missing. Longer: one that hangs holds the
    /// backup up.</summary>
    public TimeSpan PartLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a VIOS may take for its restore; one that takes longer goes on with it.</summary>
    public TimeSpan RestoreLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>VIOSes that make or restore their parts at the same time.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>A backup that was cut off is gone on with for so long; an older one is given up and begun anew.</summary>
    public TimeSpan GoesOnFor { get; init; } = TimeSpan.FromHours(1);
}
