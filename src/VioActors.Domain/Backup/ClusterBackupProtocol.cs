using VioActors.Domain.Common;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;

namespace VioActors.Domain.Backup;

/// <summary>A request for the backup of the whole cluster, from any of its processes. Answered once, or refused.</summary>
public interface IClusterBackupRequest : IDomainMessage;

/// <summary>
/// Backs the cluster up (CBR-1). Answered with <see cref="ClusterBackupMade"/> or <see cref="Rejected"/>. One that was cut off is gone on
/// with when it is asked for again.
/// </summary>
/// <param name="KeepCount">
/// Files of this label that stay; the oldest ones go when the new one is complete, never before. Null: all.
/// </param>
public sealed record BackUpCluster(string Label, int? KeepCount = null) : IClusterBackupRequest;

/// <summary>
/// Restores VIOSes from the backup of the cluster (CBR-2). Answered with <see cref="ClusterRestored"/> or <see cref="Rejected"/>. A
/// second run goes on where the first stopped: what is restored already is found so.
/// </summary>
/// <param name="Vioses">Only these; empty: all that the file holds.</param>
/// <param name="Onto">With one VIOS: the member that takes its configuration, on other hardware; null: itself.</param>
/// <param name="UseLastKnownTable">The UUID table as last read may be used when the management tool cannot be reached (BR-9).</param>
public sealed record RestoreCluster(
    BackupFileName File, RestoreOptions Options, ValueList<VioUuid> Vioses, VioUuid? Onto = null, bool UseLastKnownTable = false)
    : IClusterBackupRequest;

/// <summary>Answered with <see cref="ClusterBackupsListed"/>.</summary>
public sealed record ListClusterBackups : IClusterBackupRequest;

/// <summary>Tells what a backup of the cluster holds, every part checked. Answered with <see cref="ClusterBackupViewed"/>.</summary>
public sealed record ViewClusterBackup(BackupFileName File) : IClusterBackupRequest;

/// <summary>Shows one part of a backup of the cluster. Answered with <see cref="BackupViewed"/>.</summary>
public sealed record ViewClusterPart(BackupFileName File, VioUuid Vios) : IClusterBackupRequest;

/// <summary>Answered at once with <see cref="ClusterWorkFound"/>.</summary>
public sealed record GetClusterWork : IClusterBackupRequest;

/// <summary>What is being done for the cluster now.</summary>
/// <param name="Doing">For people; empty: nothing.</param>
/// <param name="DoneCount">VIOSes that are done, of <paramref name="Count"/>.</param>
public sealed record ClusterWorkFound(string Doing, int DoneCount, int Count) : IReply;

/// <summary>Answer to <see cref="BackUpCluster"/>: the file is complete and durable.</summary>
/// <param name="Missing">VIOSes that it lacks, each with the reason (CBR-3).</param>
/// <param name="WentOn">It goes on with one that was cut off: parts and position are of its beginning.</param>
public sealed record ClusterBackupMade(
    BackupFileName File, long DbPosition, int ViosCount, long SizeBytes, ValueList<MissingMember> Missing, bool WentOn) : IReply;

/// <summary>A VIOS whose configuration a cluster's backup lacks (CBR-3).</summary>
public sealed record MissingMember(VioUuid Vios, string Name, string Reason);

/// <summary>What became of one VIOS.</summary>
/// <param name="End">Unspecified when it could not be asked.</param>
/// <param name="Problem">Why it could not be asked, was refused or undone; empty otherwise.</param>
/// <param name="NotDeployed">The first devices that are not as the backup has them, at most <see cref="FindingCountMax"/>.</param>
public sealed record NodeRestore(
    VioUuid Vios, string Name, RestoreEnd End, string Problem, int DeployedCount, int NotDeployedCount,
    ValueList<RestoreFinding> NotDeployed)
{
    /// <summary>The answer stays small for a cluster of any size; the VIOS tells the rest.</summary>
    public const int FindingCountMax = 20;

    /// <summary>The same for all VIOSes together.</summary>
    public const int FindingsOfAllMax = 2000;

    /// <summary>Longest text of one, in characters; the VIOS tells the rest.</summary>
    public const int ProblemLengthMax = 250;

    public bool IsComplete => End == RestoreEnd.Restored || (End == RestoreEnd.Validated && NotDeployedCount == 0);

    public static NodeRestore Of(VioUuid vios, string name, RestoreReport report) => new(
        vios, name, report.End, Shortened(report.Reason), report.Deployed.Count, report.NotDeployed.Count,
        report.NotDeployed.Take(FindingCountMax).Select(finding => finding with { Reason = Shortened(finding.Reason) }).ToValueList());

    public static NodeRestore Unasked(VioUuid vios, string name, string problem) =>
        new(vios, name, RestoreEnd.Unspecified, Shortened(problem), 0, 0, []);

    /// <summary>All of them, with no more findings than one message holds for a cluster of any size; the counts stay.</summary>
    public static ValueList<NodeRestore> Bounded(IReadOnlyCollection<NodeRestore> nodes)
    {
        var left = FindingsOfAllMax;
        return nodes.Select(node =>
        {
            var kept = Math.Min(left, node.NotDeployed.Count);
            left -= kept;
            return kept == node.NotDeployed.Count ? node : node with { NotDeployed = node.NotDeployed.Take(kept).ToValueList() };
        }).ToValueList();
    }

    private static string Shortened(string text) => text.Length <= ProblemLengthMax ? text : text[..(ProblemLengthMax - 1)] + "…";
}

/// <summary>Answer to <see cref="RestoreCluster"/>.</summary>
public sealed record ClusterRestored(BackupFileName File, ValueList<NodeRestore> Nodes, ValueList<MissingMember> Missing) : IReply
{
    /// <summary>0: every VIOS is as the backup has it; 2: some are not.</summary>
    public int ExitCode => Missing.Count == 0 && Nodes.All(node => node.IsComplete) ? 0 : 2;
}

/// <summary>Answer to <see cref="ListClusterBackups"/>.</summary>
public sealed record ClusterBackupsListed(ValueList<ClusterBackupEntry> Entries, DateTimeOffset NowUtc) : IReply;

/// <param name="TakenUtc">Null when the file is not valid.</param>
/// <param name="Problem">Why it is not valid; empty when it is.</param>
public sealed record ClusterBackupEntry(
    BackupFileName File, long SizeBytes, DateTimeOffset? TakenUtc, long DbPosition, int ViosCount, ValueList<MissingMember> Missing,
    string Problem);

/// <summary>Answer to <see cref="ViewClusterBackup"/>.</summary>
public sealed record ClusterBackupViewed(
    BackupFileName File, DateTimeOffset TakenUtc, long DbPosition, ValueList<ClusterPart> Parts, ValueList<MissingMember> Missing) : IReply;

/// <summary>The configuration of one VIOS in a backup of the cluster.</summary>
public sealed record ClusterPart(BackupHeader Header, int DeviceCount);
