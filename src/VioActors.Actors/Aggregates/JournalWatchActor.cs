using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Journal;
using VioActors.Domain.Cluster;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// Finds out whether aggregates of this process can store anything, and tells its parent, the VIOS DB as this process reaches it, with
/// <see cref="DbWritesAnnounced"/> (RED-5). One for each process that runs aggregates.
/// <para>Any persistent actor whose write fails is a reason to try: what keeps the places of the aggregates (a coordinator of shards)
/// stores too, and when that fails no command reaches the aggregate that would find it out. Such an actor of the engine says so in its log
/// only, so errors there are listened to.</para>
/// <code>
///   Writing ──somebody could not──> Probing ──written──> Writing
///                                         ⇅ not written: told, and tried again each second
///                                      ReadsOnly
/// </code>
/// Guarantee: nothing is told before a write of its own has failed too, so an aggregate whose event alone is refused says nothing about
/// the database. Gap: a loss that nobody meets is not noticed, and harms nobody. A write without an answer ends as failed by the
/// journal's own limit for calls.
/// </summary>
public sealed class JournalWatchActor : ReceiveActor, IWithTimers
{
    /// <summary>Name of the actor below its parent.</summary>
    public const string Name = "journal-watch";

    /// <summary>From the failure of one write to the next.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// From a write that found nothing wrong to the next, which takes twice as long each time: what it writes stays, and an aggregate that
    /// is refused alone is refused again and again.
    /// </summary>
    private static readonly TimeSpan CalmFirst = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CalmLongest = TimeSpan.FromMinutes(5);

    private readonly string _place;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private string _reason = "";
    private bool _isTold;
    private bool _failedMeanwhile;
    private TimeSpan _calm = CalmFirst;
    private IActorRef? _probe;

    public JournalWatchActor(string place)
    {
        _place = place;
        Receive<JournalFailed>(failed => NoteAlarm(failed.Reason));
        Receive<Error>(IsFailureToStore, error => NoteAlarm(error.Cause!.Message));
        Receive<Error>(_ => { });
        Receive<ProbeNow>(_ => Probe());
        Receive<CalmOver>(_ => EndCalm());
        Receive<JournalProbeEnded>(_ => Sender.Equals(_probe), Note);
        Receive<JournalProbeEnded>(_ => { });
        Receive<Terminated>(ended => ended.ActorRef.Equals(_probe), _ => NoteFailure());
        Receive<Terminated>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="place">The process, as administrators know it; empty when there is one only.</param>
    public static Props Props(string place) => Akka.Actor.Props.Create(() => new JournalWatchActor(place));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(JournalFailed));
        Context.System.EventStream.Subscribe(Self, typeof(Error));
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    /// <summary>Another reason of a persistent actor to log an error costs a try. A second instance that was quicker is none.</summary>
    private static bool IsFailureToStore(Error error) =>
        error.Cause is not (null or JournalConflictException) && typeof(Eventsourced).IsAssignableFrom(error.LogClass);

    private void NoteAlarm(string reason)
    {
        if (_isTold || _probe is not null)
            return;
        _reason = reason;
        _failedMeanwhile = Timers.IsTimerActive(nameof(CalmOver));
        if (!_failedMeanwhile)
            Probe();
    }

    private void EndCalm()
    {
        if (_failedMeanwhile)
            Probe();
        else
            _calm = CalmFirst;
    }

    private void Probe()
    {
        _failedMeanwhile = false;
        var place = _place;
        _probe = Context.Watch(Context.ActorOf(Akka.Actor.Props.Create(() => new JournalProbeActor(place))));
    }

    private void Note(JournalProbeEnded ended)
    {
        if (ended.IsWritten)
        {
            Context.Stop(Sender);
            NoteSuccess();
        }
        else
        {
            _reason = ended.Reason ?? _reason;
            NoteFailure();
        }
    }

    private void NoteSuccess()
    {
        _probe = null;
        Timers.StartSingleTimer(nameof(CalmOver), CalmOver.Instance, _calm);
        _calm = 2 * _calm < CalmLongest ? 2 * _calm : CalmLongest;
        if (!_isTold)
            return;
        _isTold = false;
        _log.Info("The database takes writes again.");
        Context.Parent.Tell(new DbWritesAnnounced(_place, null));
    }

    private void NoteFailure()
    {
        _probe = null;
        _calm = CalmFirst;
        if (!_isTold)
            _log.Error("Nothing can be stored in the database: {0}", _reason);
        _isTold = true;
        Context.Parent.Tell(new DbWritesAnnounced(_place, _reason));
        Timers.StartSingleTimer(nameof(ProbeNow), ProbeNow.Instance, Pause);
    }

    private sealed record CalmOver
    {
        public static CalmOver Instance { get; } = new();
    }

    private sealed record ProbeNow
    {
        public static ProbeNow Instance { get; } = new();
    }
}
