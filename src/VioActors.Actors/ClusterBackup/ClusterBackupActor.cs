using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Persistence.Backup;
using VioActors.Persistence.Wire;

namespace VioActors.Actors.ClusterBackup;

/// <summary>
/// Backup and restore of the whole cluster (CBR-1…CBR-5). One in the cluster, in a process of a VIOS; another takes over when that is lost.
/// One backup or restore at a time; another one meanwhile is refused as busy.
/// <para>Start: goes on with a backup that a lost process left. Backup: see <see cref="ClusterCollator"/>. Restore: see
/// <see cref="ClusterRestorer"/>.</para>
/// Guarantee: a file in the repository is complete, and its parts agree on one position while the cluster went on. Gap: whoever asked a
/// process that was lost gets no answer; asked again, the work goes on.
/// </summary>
public sealed class ClusterBackupActor : ReceiveActor
{
    /// <summary>Requests that wait for what is done at the start; more are refused as busy.</summary>
    private const int EarlyMax = 16;

    private readonly ClusterBackupEnvironment _environment;
    private readonly ClusterCollator _collator;
    private readonly ClusterRestorer _restorer;
    private readonly ClusterWork _work = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Queue<(IClusterBackupRequest Request, IActorRef Asker)> _early = new();
    private bool _isWorking;
    private bool _isStarting;

    public ClusterBackupActor(ClusterBackupEnvironment environment)
    {
        _environment = environment;
        var nodes = new ClusterNodes(environment);
        _collator = new ClusterCollator(environment, nodes, _work);
        _restorer = new ClusterRestorer(environment, nodes, _work);
        Receive<BackUpCluster>(request => Take(request, Sender));
        Receive<RestoreCluster>(request => Take(request, Sender));
        Receive<ListClusterBackups>(_ => GuardedAsync(() => Task.FromResult<object>(List())).PipeTo(Sender));
        Receive<ViewClusterBackup>(view => GuardedAsync(() => Task.FromResult<object>(_restorer.View(view.File))).PipeTo(Sender));
        Receive<ViewClusterPart>(view => GuardedAsync(() => Task.FromResult<object>(_restorer.View(view))).PipeTo(Sender));
        Receive<GetClusterWork>(_ => Sender.Tell(_work.Found));
        Receive<WorkEnded>(End);
    }

    protected override void PreStart()
    {
        _isStarting = true;
        Begin(
            ActorRefs.Nobody,
            async () => (object?)await _collator.GoOnAsync().ConfigureAwait(false) ?? new NoOp("No backup of the cluster was cut off."));
    }

    private void Take(IClusterBackupRequest request, IActorRef asker)
    {
        if (_isStarting && _early.Count < EarlyMax)
        {
            _early.Enqueue((request, asker));
        }
        else if (_isWorking)
        {
            asker.Tell(new Rejected(RejectionCode.Busy, "A backup or restore of the cluster is running; try again when it has ended."));
        }
        else
        {
            Begin(asker, request switch
            {
                BackUpCluster make => async () => await _collator.MakeAsync(make).ConfigureAwait(false),
                RestoreCluster restore => async () => await _restorer.RestoreAsync(restore).ConfigureAwait(false),
                _ => throw new InvalidOperationException($"There is no work {request.GetType().Name}."),
            });
        }
    }

    private void Begin(IActorRef asker, Func<Task<object>> work)
    {
        _isWorking = true;
        GuardedAsync(work).PipeTo(
            Self, success: answer => new WorkEnded(answer, asker),
            failure: cause => new WorkEnded(new Rejected(RejectionCode.Unspecified, $"It failed: {cause.Message}"), asker));
    }

    private void End(WorkEnded ended)
    {
        _isWorking = false;
        _work.End();
        ended.Asker.Tell(ended.Answer);
        switch (ended.Answer)
        {
            case ClusterBackupMade made:
                _log.Info("Backup {0} of the cluster is complete at position {1}.", made.File, made.DbPosition);
                break;
            case Rejected rejected when ended.Asker.IsNobody():
                _log.Warning("A backup of the cluster that was cut off could not be gone on with: {0}", rejected.Reason);
                break;
            default:
                break;
        }

        if (_isStarting)
        {
            _isStarting = false;
            TakeEarly(ended.Answer as ClusterBackupMade);
        }
    }

    // Who asked for the backup that was just gone on with has it.
    private void TakeEarly(ClusterBackupMade? made)
    {
        while (_early.TryDequeue(out var early))
        {
            if (early.Request is BackUpCluster request && request.Label == made?.File.Label)
            {
                early.Asker.Tell(made);
            }
            else
            {
                Take(early.Request, early.Asker);
            }
        }
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

    private ClusterBackupsListed List()
    {
        var entries = _environment.Repository.List().Where(file => file.Name.Cluster is not null).Select(file =>
        {
            try
            {
                using var archive = ClusterArchive.Open(
                    _environment.Repository.Open(file.Name), _environment.Limits, _environment.Key);
                return new ClusterBackupEntry(
                    file.Name, file.SizeBytes, archive.Manifest.TakenUtc, archive.Manifest.DbPosition, archive.Vioses.Count,
                    archive.Manifest.Missing, "");
            }
            catch (Exception refused) when (refused is BackupFormatException or IOException)
            {
                return new ClusterBackupEntry(file.Name, file.SizeBytes, null, 0, 0, [], refused.Message);
            }
        });
        return new ClusterBackupsListed(entries.ToValueList(), _environment.Time.GetUtcNow());
    }

    private sealed record WorkEnded(object Answer, IActorRef Asker) : INoSerializationVerificationNeeded;
}
