using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Aggregates;
using VioActors.Api.Objects;
using VioActors.Api.Xml;
using VioActors.Domain.Common;
using VioActors.Domain.Events;
using VioActors.Management.View;

namespace VioActors.Management.Events;

/// <summary>
/// Turns what the view found into observations for the event log, and lets callers wait for events. One for each event log; made by
/// <see cref="ManagementActor"/>. Guarantee: an object's events come in the order of its changes, each at least once for a caller that goes
/// on with its token. Gap: changes between two readings of an object are one event.
/// </summary>
internal sealed class EventFeedActor : ReceiveActor, IWithTimers
{
    private const int WaitingObservationsMax = 1000;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly int _waitingMax;
    private readonly IActorRef _log;
    private readonly ILoggingAdapter _logger = Context.GetLogger();
    private readonly Queue<ObserveObjects> _toNote = new();
    private readonly Dictionary<long, WaitingPoll> _waiting = [];
    private bool _isNoting;
    private bool _isLacking;
    private long _lastPoll;

    public EventFeedActor(Props log, int waitingMax)
    {
        _waitingMax = waitingMax;
        _log = Context.ActorOf(AggregateKeeperActor.Of(log), "log");
        Receive<ViewChanged>(changed => Note(ObservationOf(changed)));
        Receive<ObserveObjects>(Note);
        Receive<Noted>(_ => NextNote());
        Receive<NotNoted>(failed => Later(failed.Reason));
        Receive<NoteAgain>(_ => Send());
        Receive<PollFeed>(Poll);
        Receive<PollRead>(Read);
        Receive<PollEnded>(ended => End(ended.Number));
        Receive<EventsAnnounced>(_ => ReadForAll());
        Receive<ReadLatestEvents>(latest => _log.Forward(latest));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Props log, int waitingMax) => Akka.Actor.Props.Create(() => new EventFeedActor(log, waitingMax));

    /// <summary>How an object is, for the event log.</summary>
    public static ObservedObject Observed(VioObjectKind kind, string id, VioObject? thing, IReadOnlyList<string> causes) => new(
        Words.Of(kind),
        id,
        thing is null ? 0 : VioXml.Fingerprint(thing.Settled()),
        thing?.SeenVersion(),
        thing?.Condition() ?? string.Empty,
        thing is not null,
        Words.Bounded(string.Join(", ", causes.Order(StringComparer.Ordinal)), 1000));

    private static ObserveObjects ObservationOf(ViewChanged changed) => changed.Complete is { } complete
        ? new ObserveObjects(
            complete.Select(thing => Observed(ObjectKinds.Of(thing), thing.Id, thing, [])).ToValueList(), ObjectKinds.OfView)
        : new ObserveObjects(
            changed.Changes.Select(change => Observed(change.Kind, change.Id, change.Object, change.Causes)).ToValueList(), []);

    // One at a time, in order: what is observed later must not be noted before.
    private void Note(ObserveObjects observation)
    {
        if (_toNote.Count >= WaitingObservationsMax)
        {
            _isLacking = true;
            return;
        }

        _toNote.Enqueue(observation);
        if (!_isNoting)
        {
            _isNoting = true;
            Send();
        }
    }

    private void Send() => _log.Ask<object>(_toNote.Peek(), AnswerLimit).PipeTo(
        Self,
        success: reply => reply is ObservationsNoted ? new Noted() : (object)new NotNoted($"the answer was {reply}"),
        failure: cause => new NotNoted(cause.Message));

    private void NextNote()
    {
        _toNote.Dequeue();
        _isNoting = _toNote.Count > 0;
        if (_isNoting)
        {
            Send();
        }
        else if (_isLacking)
        {
            // What was left out is found by reading everything.
            _isLacking = false;
            Context.Parent.Tell(RefreshAll.Instance);
        }
    }

    private void Later(string reason)
    {
        _logger.Warning("The event log does not take {0} observations ({1}); tried again in {2}", _toNote.Count, reason, RetryDelay);
        Timers.StartSingleTimer(nameof(NoteAgain), new NoteAgain(), RetryDelay);
    }

    private void Poll(PollFeed poll)
    {
        if (_waiting.Count >= _waitingMax)
        {
            Sender.Tell(new Rejected(RejectionCode.Busy, $"{_waiting.Count} callers wait for events already; try again later."));
            return;
        }

        var number = ++_lastPoll;
        _waiting[number] = new WaitingPoll(poll.Question, Sender, IsOver: poll.Wait == TimeSpan.Zero);
        if (poll.Wait > TimeSpan.Zero)
        {
            Timers.StartSingleTimer(number, new PollEnded(number), poll.Wait);
        }

        ReadFor(number);
    }

    private void ReadForAll()
    {
        foreach (var number in _waiting.Keys.ToList())
        {
            ReadFor(number);
        }
    }

    private void ReadFor(long number)
    {
        var question = _waiting[number].Question;
        _log.Ask<object>(question, AnswerLimit).PipeTo(
            Self,
            success: reply => new PollRead(number, question.After, reply),
            failure: cause => new PollRead(
                number, question.After, new Rejected(RejectionCode.Busy, $"The event log gave no answer: {cause.Message}")));
    }

    private void Read(PollRead read)
    {
        if (!_waiting.TryGetValue(read.Number, out var waiting))
        {
            return;
        }

        // From now on means from the first reading on: a later reading from now on would pass over what came between.
        if (read.After is null && waiting.Question.After is not null)
        {
            return;
        }

        if (read.Reply is EventsFound { Events.Count: 0, ReRead: false } nothing && !waiting.IsOver)
        {
            _waiting[read.Number] = waiting with { Question = waiting.Question with { After = nothing.Next } };
            if (read.After is null)
            {
                ReadFor(read.Number);
            }

            return;
        }

        Timers.Cancel(read.Number);
        _waiting.Remove(read.Number);
        waiting.Caller.Tell(read.Reply);
    }

    private void End(long number)
    {
        if (_waiting.TryGetValue(number, out var waiting))
        {
            _waiting[number] = waiting with { IsOver = true };
            ReadFor(number);
        }
    }

    private sealed record WaitingPoll(ReadEvents Question, IActorRef Caller, bool IsOver);

    private sealed record PollRead(long Number, long? After, object Reply) : INoSerializationVerificationNeeded;

    private sealed record PollEnded(long Number) : INoSerializationVerificationNeeded;

    private sealed record Noted : INoSerializationVerificationNeeded;

    private sealed record NotNoted(string Reason) : INoSerializationVerificationNeeded;

    private sealed record NoteAgain : INoSerializationVerificationNeeded;
}

/// <summary>Asks for events and waits for the first. Answered with <see cref="EventsFound"/> or <see cref="Rejected"/>.</summary>
/// <param name="Wait">Zero: answered at once.</param>
internal sealed record PollFeed(ReadEvents Question, TimeSpan Wait) : INoSerializationVerificationNeeded;
