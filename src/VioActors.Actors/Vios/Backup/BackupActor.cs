using Akka.Actor;
using Akka.Event;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Restore;

namespace VioActors.Actors.Vios.Backup;

/// <summary>
/// Backup and restore of one VIOS (BR-1). One for each VIOS, made and supervised by it. Requests are done one after the other, at most
/// <see cref="WaitingMax"/> wait; backups by the clock and after changes stand in the same line.
/// <para>Idle → Working (one request; the answer comes back as a message) → Idle. A restore that asks waits in Idle for the
/// answer.</para>
/// Guarantee: each request is answered once. A restore that was interrupted goes on at the next start. Gap: a backup that was due
/// while the
/// VIOS was down is made when it starts.
/// </summary>
internal sealed class BackupActor : ReceiveActor, IWithTimers
{
    /// <summary>Requests that wait; more are refused as busy.</summary>
    public const int WaitingMax = 64;

    /// <summary>Label of backups that follow a change.</summary>
    public const string ChangeLabel = "auto";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);

    private readonly ViosDefinition _definition;
    private readonly BackupEnvironment _environment;
    private readonly DbQuestions _db;
    private readonly BackupPlaces _places;
    private readonly BackupMaker _maker;
    private readonly RestoreConductor _conductor;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Queue<(object Request, IActorRef Asker)> _waiting = new();
    private PreparedRestore? _asking;
    private int _asked;
    private bool _isWorking;

    public BackupActor(ViosDefinition definition, BackupEnvironment environment)
    {
        (_definition, _environment) = (definition, environment);
        _db = new DbQuestions(definition.ViosDb, environment.AnswerLimit);
        _places = new BackupPlaces(definition, environment, _db);
        _maker = new BackupMaker(definition, environment, _db, _places, new ConfigurationCollector(definition, _db));
        _conductor = new RestoreConductor(definition, environment, _db, _maker);
        Receive<IBackupRequest>(request => Take(request, Sender));
        Receive<WorkEnded>(End);
        Receive<ConfigurationChanged>(_ =>
            Timers.StartSingleTimer(nameof(FollowChange), FollowChange.Instance, _environment.AfterChange));
        Receive<FollowChange>(change => Take(change, ActorRefs.Nobody));
        Receive<CheckSchedule>(check => Take(check, ActorRefs.Nobody));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _places.DropUnfinished();
        Take(new ResumeRestore(), ActorRefs.Nobody);
        Take(CheckSchedule.Instance, ActorRefs.Nobody);
    }

    private void Take(object request, IActorRef asker)
    {
        if (_waiting.Count >= WaitingMax)
        {
            // What comes by the clock or after a change comes again: nobody else would ask for it.
            if (request is CheckSchedule)
                LookAt(_environment.RetryDelay);
            else if (request is FollowChange)
                Timers.StartSingleTimer(nameof(FollowChange), FollowChange.Instance, _environment.RetryDelay);
            asker.Tell(new Rejected(RejectionCode.Busy,
                $"{WaitingMax} requests wait at VIOS {_definition.Name} already; try again later."));
            return;
        }

        _waiting.Enqueue((request, asker));
        Begin();
    }

    private void Begin()
    {
        if (_isWorking || !_waiting.TryDequeue(out var next))
        {
            return;
        }

        _isWorking = true;
        var (request, asker) = next;
        GuardedAsync(request).PipeTo(
            Self, success: answer => new WorkEnded(request, answer, asker), failure: cause => new WorkEnded(request, cause, asker));
    }

    private async Task<object> GuardedAsync(object request)
    {
        // Off the actor's thread: a folder may be slow.
        await Task.Yield();
        try
        {
            return await WorkAsync(request).ConfigureAwait(false);
        }
        catch (BackupRefusedException refused)
        {
            return refused.Answer;
        }
    }

    private async Task<object> WorkAsync(object request)
    {
        switch (request)
        {
            case MakeBackup make:
                return await _maker.MakeAsync(make.Label, make.Place).ConfigureAwait(false);
            case MakePart make:
                return _maker.MakePart(make);
            case PlanBackups plan:
                return PlannedBy(await _db.AskAsync<BackupRecordFound>(
                    new SetBackupPolicy(_definition.Vios, plan.Policy), "plan the backups").ConfigureAwait(false));
            case GetBackupPlan:
                return PlannedBy(await RecordAsync().ConfigureAwait(false));
            case ListBackups:
                return new BackupsListed(await _places.ListAsync().ConfigureAwait(false), _definition.Time.GetUtcNow());
            case ViewBackup { File: null }:
                return new BackupViewed(await _maker.DocumentAsync(0).ConfigureAwait(false));
            case ViewBackup view:
                return new BackupViewed(Read(await _places.ReadAsync(view.File!).ConfigureAwait(false)));
            case RestoreBackup restore:
                var content = await _places.ReadAsync(restore.File).ConfigureAwait(false);
                return await _conductor.PrepareAsync(
                    restore.File.ToString(), content, restore.Options, restore.UseLastKnownTable).ConfigureAwait(false);
            case RestoreContent restore:
                return await _conductor.PrepareAsync(
                    restore.Name, restore.Content.Memory, restore.Options, restore.UseLastKnownTable).ConfigureAwait(false);
            case RestorePart restore:
                return await _conductor.PrepareAsync(
                    $"{restore.File}/{restore.Part}", PartOf(restore), restore.Options, restore.UseLastKnownTable).ConfigureAwait(false);
            case PreparedRestore prepared:
                return await _conductor.RunAsync(prepared).ConfigureAwait(false);
            case ResumeRestore:
                return (object?)await _conductor.ResumeAsync().ConfigureAwait(false) ?? NoRestore();
            case UndoRestore:
                return (object?)await _conductor.UndoAsync().ConfigureAwait(false) ?? NoRestore();
            case FollowChange:
                return await FollowAsync().ConfigureAwait(false);
            case CheckSchedule:
                return await CheckAsync().ConfigureAwait(false);
            case AnswerRestore answer:
                return answer;
            default:
                throw new InvalidOperationException($"There is no work {request.GetType().Name}.");
        }
    }

    private void End(WorkEnded ended)
    {
        _isWorking = false;
        switch (ended.Answer)
        {
            case PreparedRestore prepared:
                _asking = null;
                Judge(prepared, ended.Asker);
                break;
            case AnswerRestore answer:
                Continue(answer, ended.Asker);
                break;
            case Exception cause:
                _log.Error(cause, "VIOS {0}: {1} failed", _definition.Name, ended.Request.GetType().Name);
                ended.Asker.Tell(new Rejected(RejectionCode.Unspecified, $"It failed for a reason that was not expected: {cause.Message}"));
                LookAt(_environment.RetryDelay);
                break;
            default:
                Tell(ended);
                break;
        }

        Begin();
    }

    private void Tell(WorkEnded ended)
    {
        ended.Asker.Tell(ended.Answer);
        switch (ended.Answer)
        {
            case BackupPlanned planned:
                LookAt(planned.NextUtc is { } next ? next - _definition.Time.GetUtcNow() : LookAgain);
                break;
            case BackupMade made:
                _log.Info("VIOS {0}: backup {1} is complete, {2} devices.", _definition.Name, made.File, made.DeviceCount);
                break;
            case Rejected rejected when ended.Asker.IsNobody():
                _log.Warning("VIOS {0}: {1}: {2}", _definition.Name, ended.Request.GetType().Name, rejected.Reason);
                LookAt(_environment.RetryDelay);
                break;
            default:
                break;
        }
    }

    // What the mode makes of devices that do not validate (BR-7).
    private void Judge(PreparedRestore prepared, IActorRef asker)
    {
        var faults = prepared.Plan.Faults.ToList();
        switch (prepared.Options.Mode)
        {
            case RestoreMode.Validate:
                asker.Tell(RestoreConductor.ReportOf(prepared, RestoreEnd.Validated, ""));
                break;
            case RestoreMode.Strict when faults.Count > 0:
                asker.Tell(RestoreConductor.ReportOf(
                    prepared, RestoreEnd.Refused,
                    $"{faults.Count} devices do not validate; nothing was changed. Put them right, or go on without them."));
                break;
            case RestoreMode.Interactive when faults.Count > 0:
                (_asking, _asked) = (prepared, 0);
                asker.Tell(new RestoreQuestion(1, faults.Count, faults[0]));
                break;
            default:
                Take(prepared, asker);
                break;
        }
    }

    private void Continue(AnswerRestore answer, IActorRef asker)
    {
        if (_asking is not { } prepared)
        {
            asker.Tell(new Rejected(RejectionCode.WrongStatus, $"VIOS {_definition.Name} asks nothing; begin a restore with -inter."));
            return;
        }

        var faults = prepared.Plan.Faults.ToList();
        _asked++;
        if (!answer.GoOn)
        {
            _asking = null;
            asker.Tell(RestoreConductor.ReportOf(
                prepared, RestoreEnd.Refused, $"ended at {faults[_asked - 1].Key}; nothing was changed"));
        }
        else if (_asked < faults.Count)
        {
            asker.Tell(new RestoreQuestion(_asked + 1, faults.Count, faults[_asked]));
        }
        else
        {
            _asking = null;
            Take(prepared, asker);
        }
    }

    private async Task<object> FollowAsync()
    {
        var policy = (await RecordAsync().ConfigureAwait(false)).Policy;
        var made = policy.AfterChanges ? await _maker.MakeIfChangedAsync(ChangeLabel).ConfigureAwait(false) : null;
        return made is null ? new NoOp("Nothing changed since the last backup.") : made;
    }

    private async Task<object> CheckAsync()
    {
        var record = await RecordAsync().ConfigureAwait(false);
        var now = _definition.Time.GetUtcNow();
        if (record.Policy.Frequency != BackupFrequency.Never
            && (record.LastUtc is not { } last || record.Policy.NextAfter(last) <= now))
        {
            await _maker.MakeAsync(null, null).ConfigureAwait(false);
            record = await RecordAsync().ConfigureAwait(false);
        }

        return PlannedBy(record);
    }

    private BackupPlanned PlannedBy(BackupRecordFound record) =>
        new(record.Policy, record.LastUtc, record.Policy.NextAfter(_definition.Time.GetUtcNow()));

    // Clocks are set and timers drift: the schedule is looked at often enough that neither matters.
    private void LookAt(TimeSpan delay) => Timers.StartSingleTimer(
        nameof(CheckSchedule), CheckSchedule.Instance,
        delay > LookAgain ? LookAgain : delay < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : delay);

    private Task<BackupRecordFound> RecordAsync() =>
        _db.AskAsync<BackupRecordFound>(new GetBackupRecord(_definition.Vios), "read the backup record");

    private BackupDocument Read(byte[] content)
    {
        try
        {
            return Persistence.Backup.ViosArchive.Read(content, _environment.Limits, _environment.Key);
        }
        catch (Persistence.Backup.BackupFormatException refused)
        {
            throw new BackupRefusedException(RejectionCode.Invalid, refused.Message);
        }
    }

    // Each VIOS takes its part out of the file itself.
    private byte[] PartOf(RestorePart restore)
    {
        if (_environment.Repository is not { } repository)
        {
            throw new BackupRefusedException(
                RejectionCode.WrongStatus, $"VIOS {_definition.Name} reaches no repository; set vio-actors.backup.repository.");
        }

        try
        {
            using var archive = Persistence.Backup.ClusterArchive.Open(
                repository.Open(restore.File), _environment.Limits, _environment.Key);
            return archive.ReadVios(restore.Part).Memory.ToArray();
        }
        catch (Exception refused) when (refused is Persistence.Backup.BackupFormatException or IOException or UnauthorizedAccessException
            or ArgumentException)
        {
            throw new BackupRefusedException(RejectionCode.Invalid, refused.Message);
        }
    }

    private NoOp NoRestore() => new($"VIOS {_definition.Name} has no restore that has not ended.");

    /// <summary>The timer: is a backup due by the clock?</summary>
    internal sealed record CheckSchedule
    {
        public static CheckSchedule Instance { get; } = new();
    }

    private sealed record FollowChange
    {
        public static FollowChange Instance { get; } = new();
    }

    private sealed record WorkEnded(object Request, object Answer, IActorRef Asker) : INoSerializationVerificationNeeded;
}
