using Akka.Actor;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Persistence.Backup;

namespace VioActors.Actors.ClusterBackup;

/// <summary>Backs the cluster up (CBR-1). Answered with <see cref="ClusterBackupMade"/> or <see cref="Rejected"/>.</summary>
/// <param name="KeepCount">
/// Files of this label that stay; the oldest ones go when the new one is complete, never before. Null: all.
/// </param>
public sealed record BackUpCluster(string Label, int? KeepCount = null) : INoSerializationVerificationNeeded;

/// <summary>
/// Restores VIOSes from the backup of the cluster (CBR-2). Answered with <see cref="ClusterRestored"/> or <see cref="Rejected"/>. A
/// second
/// run goes on where the first stopped: what is restored already is found so.
/// </summary>
/// <param name="Vioses">Only these; empty: all that the file holds.</param>
public sealed record RestoreCluster(BackupFileName File, RestoreOptions Options, ValueList<VioUuid> Vioses)
    : INoSerializationVerificationNeeded;

/// <summary>Answered with <see cref="ClusterBackupsListed"/>.</summary>
public sealed record ListClusterBackups : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="BackUpCluster"/>: the file is complete and durable.</summary>
/// <param name="Missing">VIOSes that it lacks, each with the reason (CBR-3).</param>
public sealed record ClusterBackupMade(BackupFileName File, long DbPosition, int ViosCount, long SizeBytes,
    ValueList<MissingMember> Missing)
    : INoSerializationVerificationNeeded;

/// <summary>What became of one VIOS.</summary>
/// <param name="Report">Null when it could not be asked.</param>
/// <param name="Problem">Why; empty when it was.</param>
public sealed record NodeRestore(VioUuid Vios, string Name, RestoreReport? Report, string Problem)
{
    public bool IsComplete => Report is { ExitCode: 0 };
}

/// <summary>Answer to <see cref="RestoreCluster"/>.</summary>
public sealed record ClusterRestored(BackupFileName File, ValueList<NodeRestore> Nodes, ValueList<MissingMember> Missing)
    : INoSerializationVerificationNeeded
{
    /// <summary>0: every VIOS is as the backup has it; 2: some are not.</summary>
    public int ExitCode => Missing.Count == 0 && Nodes.All(node => node.IsComplete) ? 0 : 2;
}

/// <summary>Answer to <see cref="ListClusterBackups"/>.</summary>
public sealed record ClusterBackupsListed(ValueList<ClusterBackupEntry> Entries, DateTimeOffset NowUtc)
    : INoSerializationVerificationNeeded;

/// <param name="Manifest">Null when the file is not valid.</param>
public sealed record ClusterBackupEntry(BackupFileName File, long SizeBytes, BackupManifest? Manifest, string Problem);

/// <summary>What the backup of a cluster works with. Immutable.</summary>
public sealed record ClusterBackupEnvironment
{
    public required ClusterName Cluster { get; init; }

    public required PoolName Pool { get; init; }

    public required IActorRef ViosDb { get; init; }

    /// <summary>The actor of a VIOS that runs; null for one that is down.</summary>
    public required Func<VioUuid, IActorRef?> Vioses { get; init; }

    /// <summary>Opens the VIOS DB at its present position.</summary>
    public required Func<IDbAtPosition> OpenDb { get; init; }

    public required BackupFolder Repository { get; init; }

    public required ClusterKey Key { get; init; }

    public required TimeProvider Time { get; init; }

    public BackupLimits Limits { get; init; } = BackupLimits.Default;

    /// <summary>How long a VIOS may take for its part.</summary>
    public TimeSpan NodeLimit { get; init; } = TimeSpan.FromMinutes(5);
}
