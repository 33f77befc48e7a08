using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Persistence.Backup;

namespace VioActors.Actors.ClusterBackup;

/// <summary>
/// Restores VIOSes from a backup of the cluster (CBR-2, CBR-5): checks every part first, then has a few VIOSes at a time take theirs out of
/// the file. What a VIOS has already it finds deployed, so a second run goes on where the first stopped. Thread-safe; the caller
/// runs one restore at a time.
/// </summary>
internal sealed class ClusterRestorer(ClusterBackupEnvironment environment, ClusterNodes nodes, ClusterWork work)
{
    private readonly RefusalNotices _notices = new(environment.ViosDb, environment.Mailer, environment.Time);

    /// <exception cref="BackupRefusedException">It cannot be done, or the file is refused; nothing was changed. Of a refused file the
    /// administrators were told.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<ClusterRestored> RestoreAsync(RestoreCluster request)
    {
        if (request.Options.FindFault() is { } fault)
        {
            throw new BackupRefusedException(RejectionCode.Invalid, fault);
        }

        if (request.Options.Mode == RestoreMode.Interactive || (request.Onto is not null && request.Vioses.Count != 1))
        {
            throw new BackupRefusedException(
                RejectionCode.Invalid, "Cannot restore the cluster like that: questions and another target are for one VIOS at a time.");
        }

        var (parts, missing) = await CheckAsync(request).ConfigureAwait(false);
        var members = (await nodes.ReadAsync().ConfigureAwait(false)).Nodes.Select(node => node.Definition).ToList();
        work.Begin($"restoring {request.File}", parts.Count);
        var restored = new NodeRestore[parts.Count];
        await Parallel.ForAsync(
            0, parts.Count, new ParallelOptions { MaxDegreeOfParallelism = environment.AtOnce },
            async (number, _) =>
            {
                restored[number] = await RestoreAsync(request, parts[number], members).ConfigureAwait(false);
                work.Advance();
            }).ConfigureAwait(false);
        return new ClusterRestored(request.File, NodeRestore.Bounded(restored), missing);
    }

    /// <summary>What a file holds, every part checked.</summary>
    /// <exception cref="BackupFormatException">The file is refused.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ClusterBackupViewed View(BackupFileName file)
    {
        using var archive = Open(file);
        var parts = archive.Vioses.Select(vios => ReadPart(archive, vios)).ToValueList();
        return new ClusterBackupViewed(file, archive.Manifest.TakenUtc, archive.Manifest.DbPosition, parts, archive.Manifest.Missing);
    }

    /// <summary>One part of a file.</summary>
    /// <exception cref="BackupRefusedException">The file does not hold that VIOS.</exception>
    /// <exception cref="BackupFormatException">The file is refused.</exception>
    public BackupViewed View(ViewClusterPart view)
    {
        using var archive = Open(view.File);
        return archive.Vioses.Contains(view.Vios)
            ? new BackupViewed(ViosArchive.Read(archive.ReadVios(view.Vios).Memory, environment.Limits, environment.Key))
            : throw new BackupRefusedException(RejectionCode.NotFound, $"{view.File} does not hold VIOS {view.Vios}.");
    }

    private async Task<(List<BackupHeader> Parts, ValueList<MissingMember> Missing)> CheckAsync(RestoreCluster request)
    {
        try
        {
            return Check(request);
        }
        catch (BackupFormatException refused)
        {
            throw await _notices.RefuseAsync(environment.Cluster, request.File, refused.Message).ConfigureAwait(false);
        }
    }

    // Every part, and the copy of the DB, is checked before the first VIOS is changed (CBR-5); none of them is kept.
    private (List<BackupHeader> Parts, ValueList<MissingMember> Missing) Check(RestoreCluster request)
    {
        using var archive = Open(request.File);
        var held = archive.Vioses;
        var wanted = request.Vioses.Count == 0 ? held : request.Vioses;
        if (wanted.Where(vios => !held.Contains(vios)).Select(vios => (VioUuid?)vios).FirstOrDefault() is { } absent)
        {
            throw new BackupRefusedException(RejectionCode.NotFound, $"Cannot restore VIOS {absent}: {request.File} does not hold it.");
        }

        archive.CheckDatabase();
        return (wanted.Select(vios => ReadPart(archive, vios).Header).ToList(),
            request.Vioses.Count == 0 ? archive.Manifest.Missing : []);
    }

    private async Task<NodeRestore> RestoreAsync(RestoreCluster request, BackupHeader part, List<NodeDefinition> members)
    {
        var target = request.Onto ?? part.Vios;
        if (members.FirstOrDefault(member => member.Vios == target) is not { } node)
        {
            return NodeRestore.Unasked(
                target, part.Name, "it is no member of the cluster; add it, or name another one that takes its place");
        }

        var answer = await nodes.AskAsync(
            node, new RestorePart(request.File, part.Vios, request.Options, request.UseLastKnownTable)).ConfigureAwait(false);
        return answer switch
        {
            RestoreReport report => NodeRestore.Of(node.Vios, node.Name, report),
            Rejected rejected => NodeRestore.Unasked(node.Vios, node.Name, rejected.Reason),
            _ => NodeRestore.Unasked(node.Vios, node.Name, "it gave an answer that is not understood"),
        };
    }

    private ClusterPart ReadPart(ClusterArchive archive, VioUuid vios)
    {
        var document = ViosArchive.Read(archive.ReadVios(vios).Memory, environment.Limits, environment.Key);
        return new ClusterPart(document.Header, document.Devices.Count);
    }

    private ClusterArchive Open(BackupFileName file) => file.Cluster == environment.Cluster
        ? ClusterArchive.Open(environment.Repository.Open(file), environment.Limits, environment.Key)
        : throw new BackupRefusedException(RejectionCode.Invalid, $"{file} is no backup of cluster {environment.Cluster}.");
}
