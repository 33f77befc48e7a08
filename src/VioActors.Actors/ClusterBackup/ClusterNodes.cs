using Akka.Actor;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;

namespace VioActors.Actors.ClusterBackup;

/// <summary>The members of the cluster as its backup asks them. Thread-safe.</summary>
internal sealed class ClusterNodes(ClusterBackupEnvironment environment)
{
    private readonly DbQuestions _db = new(environment.ViosDb, TimeSpan.FromSeconds(15));

    /// <exception cref="BackupRefusedException">The VIOS DB refused or did not answer.</exception>
    public async Task<ClusterData> ReadAsync() =>
        (await _db.AskAsync<ClusterFound>(new GetCluster(), "read the cluster").ConfigureAwait(false)).Cluster;

    /// <summary>The answer of a member; one that is down or silent refuses.</summary>
    public async Task<object> AskAsync(NodeDefinition node, IBackupRequest request)
    {
        var limit = request is MakePart ? environment.PartLimit : environment.RestoreLimit;
        if (environment.Vioses(node) is not { } vios)
        {
            return new Rejected(RejectionCode.Busy, "it is down");
        }

        try
        {
            return await vios.Ask<object>(request, limit).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return new Rejected(RejectionCode.Busy, $"it did not answer within {limit}");
        }
    }
}
