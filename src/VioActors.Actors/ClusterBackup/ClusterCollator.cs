using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Persistence.Backup;

namespace VioActors.Actors.ClusterBackup;

/// <summary>
/// Makes backups of the cluster (CBR-1, CBR-4): takes a position of the VIOS DB, has each VIOS put its part of that position where the
/// parts are collated, and writes them with a copy of the DB into one file. What was collated stays until the file is complete, so that
/// another process goes on after a failure. Thread-safe; the caller makes one backup at a time.
/// </summary>
internal sealed class ClusterCollator(ClusterBackupEnvironment environment, ClusterNodes nodes, ClusterWork work)
{
    /// <exception cref="BackupRefusedException">It cannot be made; nothing was removed.</exception>
    /// <exception cref="IOException">The repository or the DB cannot be used.</exception>
    public async Task<ClusterBackupMade> MakeAsync(BackUpCluster request)
    {
        if (BackupFileName.FindFaultInLabel(request.Label) is { } fault)
        {
            throw new BackupRefusedException(RejectionCode.Invalid, fault);
        }

        var (folder, begun, wentOn) = Begin(request.Label);
        var made = await CollateAsync(folder, begun, wentOn).ConfigureAwait(false);
        foreach (var old in OldestOf(request))
        {
            environment.Repository.Delete(old);
        }

        return made;
    }

    /// <summary>Goes on with what another process left behind; null when there is nothing.</summary>
    /// <exception cref="BackupRefusedException">It cannot be made.</exception>
    /// <exception cref="IOException">The repository or the DB cannot be used.</exception>
    public async Task<ClusterBackupMade?> GoOnAsync() =>
        FindUnfinished(_ => true) is var (folder, begun) ? await CollateAsync(folder, begun, wentOn: true).ConfigureAwait(false) : null;

    private (CollatingFolder Folder, BackupManifest Begun, bool WentOn) Begin(string label)
    {
        if (FindUnfinished(file => file.Label == label) is var (left, leftBegun))
        {
            return (left, leftBegun, true);
        }

        var file = BackupFileName.OfCluster(label, environment.Cluster, NextNumber());
        long position;
        using (var db = environment.Db.OpenNow())
        {
            position = db.Position;
        }

        var begun = new BackupManifest(environment.Cluster, null, null, file.Number, NowToTheSecond(), position, [], []);
        var folder = CollatingFolder.Of(environment.Repository, file);
        folder.Begin(begun, environment.Key);
        return (folder, begun, false);
    }

    // One that is complete, too old or not begun in order is dropped.
    private (CollatingFolder Folder, BackupManifest Begun)? FindUnfinished(Func<BackupFileName, bool> isWanted)
    {
        foreach (var folder in CollatingFolder.List(environment.Repository, environment.Cluster).Where(left => isWanted(left.File)))
        {
            if (folder.FindBegun(environment.Limits, environment.Key) is { } begun && begun.Number == folder.File.Number
                && environment.Time.GetUtcNow() - begun.TakenUtc < environment.GoesOnFor && !environment.Repository.Has(folder.File))
            {
                return (folder, begun);
            }

            folder.Drop();
        }

        return null;
    }

    private async Task<ClusterBackupMade> CollateAsync(CollatingFolder folder, BackupManifest begun, bool wentOn)
    {
        // Opened first, so that a DB that is another one now is found before any VIOS is asked.
        using var db = environment.Db.OpenAt(begun.DbPosition);
        var members = (await nodes.ReadAsync().ConfigureAwait(false)).Nodes;
        work.Begin($"backing up {environment.Cluster} as {folder.File}", members.Count);
        var missing = new Dictionary<NodeDefinition, string>();
        await Parallel.ForEachAsync(
            members.Select(member => member.Definition),
            new ParallelOptions { MaxDegreeOfParallelism = environment.AtOnce },
            async (node, _) =>
            {
                if (await FindProblemAsync(folder, begun, node).ConfigureAwait(false) is { } problem)
                {
                    lock (missing)
                    {
                        missing[node] = problem;
                    }
                }

                work.Advance();
            }).ConfigureAwait(false);
        var manifest = Write(folder, begun, db, members, missing);
        folder.Drop();
        var size = environment.Repository.List().First(found => found.Name == folder.File).SizeBytes;
        return new ClusterBackupMade(
            folder.File, manifest.DbPosition, members.Count - manifest.Missing.Count, size, manifest.Missing, wentOn);
    }

    private async Task<string?> FindProblemAsync(CollatingFolder folder, BackupManifest begun, NodeDefinition node)
    {
        if (PartOf(folder, begun, node) is not null)
        {
            return null;
        }

        return await nodes.AskAsync(node, new MakePart(folder.File, begun.DbPosition)).ConfigureAwait(false) switch
        {
            PartMade when PartOf(folder, begun, node) is not null => null,
            PartMade => "its part is not in the repository of this VIOS; every VIOS must have the same one",
            Rejected rejected => rejected.Reason,
            _ => "it gave an answer that is not understood",
        };
    }

    // One part after the other goes into the file, which has an unfinished name: it needs the memory of its largest part.
    private BackupManifest Write(
        CollatingFolder folder, BackupManifest begun, IDbAtPosition db, IEnumerable<ClusterNode> members,
        Dictionary<NodeDefinition, string> missing)
    {
        environment.Repository.DropUnfinished(name => name == folder.File);
        var unfinished = environment.Repository.BeginFile(folder.File);
        try
        {
            BackupManifest manifest;
            using (var stream = unfinished.Stream)
            {
                using (var writer = new ClusterArchiveWriter(stream, environment.Key))
                {
                    foreach (var node in members.Select(member => member.Definition))
                    {
                        if (PartOf(folder, begun, node) is { } part)
                        {
                            writer.AddVios(node.Vios, part);
                        }
                        else
                        {
                            writer.AddMissing(new MissingMember(node.Vios, node.Name, missing.GetValueOrDefault(node, "its part is gone")));
                        }
                    }

                    writer.AddDatabase(db.ReadAll());
                    manifest = writer.Complete(environment.Cluster, begun.Number, begun.TakenUtc, begun.DbPosition);
                }

                stream.Flush(flushToDisk: true);
            }

            unfinished.Complete();
            using var check = ClusterArchive.Open(environment.Repository.Open(folder.File), environment.Limits, environment.Key);
            return manifest;
        }
        catch
        {
            unfinished.GiveUp();
            throw;
        }
    }

    private byte[]? PartOf(CollatingFolder folder, BackupManifest begun, NodeDefinition node) =>
        folder.FindPart(node.Vios, begun.DbPosition, environment.Limits, environment.Key);

    private List<BackupFileName> OldestOf(BackUpCluster request) => request.KeepCount is not { } count ? [] : environment.Repository.List()
        .Select(file => file.Name)
        .Where(name => name.Cluster == environment.Cluster && name.Label == request.Label)
        .OrderByDescending(name => name.Number)
        .Skip(Math.Max(1, count))
        .ToList();

    private long NextNumber() => 1 + environment.Repository.List().Select(file => file.Name)
        .Concat(CollatingFolder.List(environment.Repository, environment.Cluster).Select(folder => folder.File))
        .Where(name => name.Cluster == environment.Cluster)
        .Select(name => name.Number)
        .DefaultIfEmpty(0)
        .Max();

    private DateTimeOffset NowToTheSecond()
    {
        var now = environment.Time.GetUtcNow();
        return new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }
}
