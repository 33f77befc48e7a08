using Akka.Actor;
using Akka.Event;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;

namespace VioActors.Actors.Vios.Primary;

/// <summary>
/// Stands for the office of the primary node and holds it (REG-7). One for each VIOS, made and supervised by it.
/// <code>
///   Idle ──StandForPrimary──> Candidate ──granted──> Acting ──lease over, relinquished, other elected──> Candidate
/// </code>
/// Guarantee: it acts only until its lease, counted from the moment at which the granted claim was sent, is over by its own clock, less a
/// part for clocks that run unevenly; that is before the DB can elect another, also when this process was paused meanwhile. Gap: a duty
/// that was begun in time may end later; what it changes names the term.
/// </summary>
internal sealed class PrimaryActor : ReceiveActor, IWithTimers
{
    /// <summary>Part of the lease in which a holder acts: two clocks may differ by a tenth in their rate.</summary>
    private const double ActingPart = 0.9;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private readonly ViosDefinition _definition;
    private readonly TimeSpan _lease;
    private readonly PrimaryDuties _duties;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private long _term;
    private long _actsFrom;
    private TimeSpan _actsFor;
    private bool _stands;
    private bool _isLeaving;
    private int _round;

    public PrimaryActor(ViosDefinition definition)
    {
        _definition = definition;
        _lease = definition.Settings.PrimaryLease;
        _duties = new PrimaryDuties(definition, _log);
        Receive<StandForPrimary>(_ => !_isLeaving, _ =>
        {
            _stands = true;
            Claim();
        });
        Receive<StandForPrimary>(_ => { });
        Receive<ClusterKnown>(known => Follow(known.Cluster));
        Receive<ClaimNow>(_ => Claim());
        Receive<ClaimAnswered>(answered => answered.Round == _round, Answered);
        Receive<ClaimAnswered>(_ => { });
        Receive<LeaseOver>(_ => EndActing("its lease is over and could not be renewed"));
        Receive<Domain.Pool.PoolAlertRaised>(alert => IsActing, _duties.Alert);
        Receive<Domain.Pool.PoolAlertRaised>(_ => { });
        Receive<PrimaryDuties.LookNow>(_ => IsActing, _ => _duties.LookAtSchedule(Self, Timers));
        Receive<PrimaryDuties.LookNow>(_ => { });
        Receive<PrimaryDuties.FilesKnown>(_ => IsActing, known => _duties.BackUpIfDue(known, _term, Self, Timers));
        Receive<PrimaryDuties.FilesKnown>(_ => { });
        Receive<PrimaryDuties.BackupEnded>(_duties.Note);
        Receive<GetPrimaryReport>(_ => Sender.Tell(Report()));
        Receive<RelinquishOffice>(relinquish =>
        {
            Leave(relinquish.Reason, Sender, Report);
            if (!_isLeaving)
                Timers.StartSingleTimer(nameof(StandForPrimary), StandForPrimary.Instance, _lease);
        });
        Receive<LeaveOffice>(leave =>
        {
            _isLeaving = true;
            Leave(leave.Reason, Sender, () => OfficeLeft.Instance);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private bool IsActing => _term > 0 && Remaining > TimeSpan.Zero;

    private TimeSpan Remaining => _actsFor - _definition.Time.GetElapsedTime(_actsFrom);

    /// <summary>An office that has become vacant is claimed at once; one that another has, when its lease may be over.</summary>
    private void Follow(ClusterData cluster)
    {
        var office = cluster.Primary;
        if (_term > 0 && office.Term > _term)
            EndActing($"term {office.Term} has begun");
        if (_stands && office.Holder is null && _term == 0)
            Claim();
        if (_duties.Follow(cluster))
            Self.Tell(PrimaryDuties.LookNow.Instance);
    }

    private void Claim()
    {
        if (!_stands)
            return;
        var (round, sentAt) = (++_round, _definition.Time.GetTimestamp());
        _definition.ViosDb.Ask<object>(new ClaimPrimary(_definition.Vios, _definition.Incarnation), AnswerLimit).PipeTo(
            Self,
            success: reply => new ClaimAnswered(round, sentAt, reply),
            failure: cause => new ClaimAnswered(round, sentAt, cause));
        ClaimAfter(_lease);
    }

    private void Answered(ClaimAnswered answered)
    {
        switch (answered.Reply)
        {
            case PrimaryGranted granted:
                Act(granted, answered.SentAt);
                break;
            case PrimaryHeld held:
                EndActing($"term {held.Office.Term} belongs to another");
                ClaimAfter(TimeSpan.FromMilliseconds(held.RetryMs));
                break;
            case Rejected rejected:
                EndActing(rejected.Reason);
                break;
            default:
                _log.Debug("VIOS {0} has no answer to its claim for the office of the primary node: {1}", _definition.Name, answered.Reply);
                ClaimAfter(_lease / 3);
                break;
        }
    }

    private void Act(PrimaryGranted granted, long sentAt)
    {
        (_actsFrom, _actsFor) = (sentAt, TimeSpan.FromMilliseconds(granted.LeaseMs) * ActingPart);
        if (_term != granted.Term)
        {
            _term = granted.Term;
            _log.Info("VIOS {0} is the primary node, term {1}.", _definition.Name, _term);
            Self.Tell(PrimaryDuties.LookNow.Instance);
        }

        var remaining = Remaining;
        Timers.StartSingleTimer(nameof(LeaseOver), LeaseOver.Instance, remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero);
        ClaimAfter(TimeSpan.FromMilliseconds(granted.LeaseMs) / 3);
    }

    private void EndActing(string reason, bool wanted = false)
    {
        if (_term == 0)
            return;
        var text = $"VIOS {_definition.Name} is not the primary node any more, term {_term} ends for it: {reason}.";
        if (wanted)
            _log.Info("{0}", text);
        else
            _log.Warning("{0}", text);
        _term = 0;
        Timers.Cancel(nameof(LeaseOver));
        Timers.Cancel(nameof(PrimaryDuties.LookNow));
    }

    private void Leave(string reason, IActorRef asker, Func<object> answer)
    {
        _round++;
        _stands = false;
        Timers.Cancel(nameof(ClaimNow));
        if (_term == 0)
        {
            asker.Tell(answer());
            return;
        }

        var relinquish = new RelinquishPrimary(_definition.Vios, _term, reason);
        EndActing(reason, wanted: true);
        var reply = answer();
        _definition.ViosDb.Ask<object>(relinquish, AnswerLimit).PipeTo(asker, success: _ => reply, failure: _ => reply);
    }

    private void ClaimAfter(TimeSpan delay)
    {
        if (_stands)
            Timers.StartSingleTimer(nameof(ClaimNow), ClaimNow.Instance, delay);
    }

    private PrimaryReport Report() => IsActing ? new PrimaryReport(true, _term, Remaining) : new PrimaryReport(false, 0, TimeSpan.Zero);

    private sealed record ClaimNow
    {
        public static ClaimNow Instance { get; } = new();
    }

    private sealed record LeaseOver
    {
        public static LeaseOver Instance { get; } = new();
    }

    /// <param name="SentAt">Timestamp of the claim.</param>
    /// <param name="Reply">The answer, or why there is none.</param>
    private sealed record ClaimAnswered(int Round, long SentAt, object Reply);
}
