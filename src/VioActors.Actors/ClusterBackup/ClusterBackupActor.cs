using Akka.Actor;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Persistence.Backup;
using VioActors.Persistence.Wire;

namespace VioActors.Actors.ClusterBackup;

/// <summary>
/// Backup and restore of the whole cluster, done from one VIOS (CBR-1…CBR-4). One at a time; a request while another one runs is refused
/// as busy.
/// <para>Backup: open the VIOS DB at a position → have each VIOS make its file at that position → copy the DB → manifest → rename into the
/// repository. Restore: check the file → have each VIOS restore its part, one after the other.</para>
/// Guarantee: a file in the repository is complete, and its parts agree on one position while the cluster went on. Gap: a backup that is
/// cut off leaves nothing; it is made again by whoever asks next.
/// </summary>
public sealed class ClusterBackupActor : ReceiveActor
{
    private readonly ClusterBackupEnvironment _environment;
    private readonly DbQuestions _db;
    private bool _isWorking;

    public ClusterBackupActor(ClusterBackupEnvironment environment)
    {
        _environment = environment;
        _db = new DbQuestions(environment.ViosDb, TimeSpan.FromSeconds(15));
        Receive<BackUpCluster>(request => Begin(() => BackUpAsync(request)));
        Receive<RestoreCluster>(request => Begin(() => RestoreAsync(request)));
        Receive<ListClusterBackups>(_ => Begin(() => Task.FromResult<object>(List())));
        Receive<WorkEnded>(ended =>
        {
            _isWorking = false;
            ended.Asker.Tell(ended.Answer);
        });
    }

    private void Begin(Func<Task<object>> work)
    {
        var asker = Sender;
        if (_isWorking)
        {
            asker.Tell(new Rejected(RejectionCode.Busy, "A backup or restore of the cluster is running; try again when it has ended."));
            return;
        }

        _isWorking = true;
        GuardedAsync(work).PipeTo(
            Self, success: answer => new WorkEnded(answer, asker),
            failure: cause => new WorkEnded(new Rejected(RejectionCode.Unspecified, $"It failed: {cause.Message}"), asker));
    }

    private static async Task<object> GuardedAsync(Func<Task<object>> work)
    {
        await Task.Yield();
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (BackupRefusedException refused)
        {
            return refused.Answer;
        }
        catch (Exception failed) when (failed is BackupFormatException or IOException or UnauthorizedAccessException
            or MessageFormatException)
        {
            return new Rejected(RejectionCode.Invalid, failed.Message);
        }
    }

    private async Task<object> BackUpAsync(BackUpCluster request)
    {
        if (BackupFileName.FindFaultInLabel(request.Label) is { } fault)
        {
            throw new BackupRefusedException(RejectionCode.Invalid, fault);
        }

        var cluster = (await _db.AskAsync<ClusterFound>(new GetCluster(), "read the cluster").ConfigureAwait(false)).Cluster;
        var file = BackupFileName.OfCluster(request.Label, _environment.Cluster, NextNumber());
        using var db = await OpenAsync().ConfigureAwait(false);
        var made = await CollateAsync(file, cluster, db).ConfigureAwait(false);
        foreach (var old in OldestOf(request))
        {
            _environment.Repository.Delete(old);
        }

        return made;
    }

    // The parts go into the repository under an unfinished name, so that what the file needs is the size of its largest part.
    private async Task<ClusterBackupMade> CollateAsync(BackupFileName file, ClusterData cluster, IDbAtPosition db)
    {
        var repository = _environment.Repository;
        repository.DropUnfinished(name => name == file);
        var unfinished = repository.BeginFile(file);
        BackupManifest manifest;
        try
        {
            using (var stream = unfinished.Stream)
            {
                using (var writer = new ClusterArchiveWriter(stream, _environment.Key))
                {
                    foreach (var node in cluster.Nodes)
                    {
                        await AddAsync(writer, node, db).ConfigureAwait(false);
                    }

                    writer.AddDatabase(db.ReadAll());
                    manifest = writer.Complete(_environment.Cluster, file.Number, NowToTheSecond(), db.Position);
                }

                stream.Flush(flushToDisk: true);
            }

            unfinished.Complete();
        }
        catch
        {
            unfinished.GiveUp();
            throw;
        }

        using var check = ClusterArchive.Open(repository.Open(file), _environment.Limits, _environment.Key);
        return new ClusterBackupMade(
            file, manifest.DbPosition, check.Vioses.Count, repository.List().First(found => found.Name == file).SizeBytes,
                manifest.Missing);
    }

    private async Task AddAsync(ClusterArchiveWriter writer, ClusterNode node, IDbAtPosition db)
    {
        var problem = "it is down";
        if (_environment.Vioses(node.Vios) is { } vios)
        {
            var facts = ClusterFacts.Of(db, node.Vios, node.Definition.Drc, _environment.Pool);
            switch (await AskNodeAsync(vios, new MakeContent(db.Position, facts)).ConfigureAwait(false))
            {
                case ContentMade made:
                    writer.AddVios(node.Vios, made.Content.Memory);
                    return;
                case Rejected rejected:
                    problem = rejected.Reason;
                    break;
                default:
                    problem = "it gave an answer that is not understood";
                    break;
            }
        }

        writer.AddMissing(new MissingMember(node.Vios, node.Definition.Name, problem));
    }

    private async Task<object> RestoreAsync(RestoreCluster request)
    {
        using var archive = ClusterArchive.Open(
            _environment.Repository.Open(request.File), _environment.Limits, _environment.Key);

        // Every part is checked before the first VIOS is changed (CBR-5).
        var wanted = archive.Vioses.Where(vios => request.Vioses.Count == 0 || request.Vioses.Contains(vios)).ToList();
        foreach (var vios in wanted)
        {
            archive.ReadVios(vios);
        }

        var absent = request.Vioses.FirstOrDefault(vios => !wanted.Contains(vios));
        if (absent != default)
        {
            throw new BackupRefusedException(RejectionCode.NotFound, $"Cannot restore VIOS {absent}: {request.File} does not hold it.");
        }

        var nodes = new List<NodeRestore>();
        foreach (var vios in wanted)
        {
            nodes.Add(await RestoreNodeAsync(request, archive, vios).ConfigureAwait(false));
        }

        return new ClusterRestored(request.File, nodes.ToValueList(), archive.Manifest.Missing);
    }

    private async Task<NodeRestore> RestoreNodeAsync(RestoreCluster request, ClusterArchive archive, VioUuid vios)
    {
        var content = archive.ReadVios(vios);
        var name = ViosArchive.Read(content.Memory, _environment.Limits, _environment.Key).Header.Name;
        if (_environment.Vioses(vios) is not { } actor)
        {
            return new NodeRestore(vios, name, null, "it is down; restore again when it runs");
        }

        var answer = await AskNodeAsync(
            actor, new RestoreContent($"{request.File}/{name}", content, request.Options, false)).ConfigureAwait(false);
        return answer switch
        {
            RestoreReport report => new NodeRestore(vios, name, report, ""),
            Rejected rejected => new NodeRestore(vios, name, null, rejected.Reason),
            _ => new NodeRestore(vios, name, null, "it asks a question; an interactive restore is done at the VIOS"),
        };
    }

    private async Task<object> AskNodeAsync(IActorRef vios, IBackupRequest request)
    {
        try
        {
            return await vios.Ask<object>(request, _environment.NodeLimit).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return new Rejected(RejectionCode.Busy, $"it did not answer within {_environment.NodeLimit}");
        }
    }

    private async Task<IDbAtPosition> OpenAsync()
    {
        await Task.Yield();
        return _environment.OpenDb();
    }

    private ClusterBackupsListed List()
    {
        var entries = _environment.Repository.List().Where(file => file.Name.Cluster is not null).Select(file =>
        {
            try
            {
                using var archive = ClusterArchive.Open(
                    _environment.Repository.Open(file.Name), _environment.Limits, _environment.Key);
                return new ClusterBackupEntry(file.Name, file.SizeBytes, archive.Manifest, "");
            }
            catch (Exception refused) when (refused is BackupFormatException or IOException)
            {
                return new ClusterBackupEntry(file.Name, file.SizeBytes, null, refused.Message);
            }
        });
        return new ClusterBackupsListed(entries.ToValueList(), _environment.Time.GetUtcNow());
    }

    private List<BackupFileName> OldestOf(BackUpCluster request) => request.KeepCount is not { } count ? [] : _environment.Repository.List()
        .Select(file => file.Name)
        .Where(name => name.Cluster == _environment.Cluster && name.Label == request.Label)
        .OrderByDescending(name => name.Number)
        .Skip(Math.Max(1, count))
        .ToList();

    private long NextNumber() => 1 + _environment.Repository.List()
        .Where(file => file.Name.Cluster == _environment.Cluster)
        .Select(file => file.Name.Number)
        .DefaultIfEmpty(0)
        .Max();

    private DateTimeOffset NowToTheSecond()
    {
        var now = _environment.Time.GetUtcNow();
        return new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }

    private sealed record WorkEnded(object Answer, IActorRef Asker) : INoSerializationVerificationNeeded;
}
