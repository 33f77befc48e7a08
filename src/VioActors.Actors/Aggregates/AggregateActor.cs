using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Journal;
using VioActors.Domain.Common;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// The shell of every aggregate: recovers, decides, stores, and only then answers and runs effects. One per aggregate in the cluster,
/// made by its shard region or singleton manager, restarted by it. Commands that arrive while the journal writes are decided together
/// afterwards and stored by one write. Guarantee: an answer or effect is seen only after its events are stored; effects are repeated
/// until answered, also after a crash. Gap: a command whose answer is lost must be repeated by its sender, which is safe.
/// <code>
///   recovering ──RecoveryCompleted──> deciding ──Flush, events──> storing ──last event──> answering, effects ──> deciding
///                                        └──────Flush, no events──────────────────────────┘
/// </code>
/// </summary>
/// <typeparam name="TState">State, immutable.</typeparam>
/// <typeparam name="TEvent">Its stored events.</typeparam>
/// <typeparam name="TMessage">Its commands and queries.</typeparam>
public abstract class AggregateActor<TState, TEvent, TMessage> : ReceivePersistentActor, IWithTimers
    where TState : class
    where TEvent : class, IEvent
    where TMessage : class, IDomainMessage
{
    private readonly AggregateSettings _settings;
    private readonly CommandBatch<TState, TMessage, TEvent, IActorRef> _batch;
    private readonly HashSet<IEffect> _open = [];
    private bool _flushIsDue;
    private int _eventsSinceSnapshot;

    /// <param name="persistenceId">Name of its journal; never changed.</param>
    protected AggregateActor(string persistenceId, TState empty, AggregateSettings settings)
    {
        PersistenceId = persistenceId;
        _settings = settings;
        _batch = new CommandBatch<TState, TMessage, TEvent, IActorRef>(empty, Decide, Apply, settings.WaitingMax);

        Recover<SnapshotOffer>(offer => _batch.Recover(FromSnapshot(offer.Snapshot)));
        Recover<TEvent>(@event => _batch.Recover(Apply(_batch.State, @event)));
        Recover<RecoveryCompleted>(_ => RunAll(Resume(_batch.State)));
        RecoverAny(other => throw new InvalidOperationException($"{PersistenceId} cannot be read: its journal holds a {other.GetType()}."));

        Command<TMessage>(message => Take(message, Sender));
        Command<Flush>(_ => Store());
        Command<Retire>(_ => FinishAndStop());
        Command<Stop>(_ => Context.Stop(Self));
        Command<EffectAnswered>(Answered);
        Command<EffectUnanswered>(unanswered => AskAgain(unanswered.Open, unanswered.Reason));
        Command<OpenEffect>(Send);
        Command<SaveSnapshotSuccess>(saved => DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1)));
        Command<SaveSnapshotFailure>(failure => Log.Warning("{0}: no snapshot could be stored: {1}", PersistenceId, failure.Cause.Message));
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(failure => Log.Warning("{0}: old snapshots stay: {1}", PersistenceId, failure.Cause.Message));
    }

    public override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    protected TState State => _batch.State;

    protected AggregateSettings Settings => _settings;

    protected abstract Decision<TEvent> Decide(TState state, TMessage message);

    protected abstract TState Apply(TState state, TEvent @event);

    /// <summary>The state of a stored snapshot.</summary>
    protected virtual TState FromSnapshot(object snapshot) =>
        throw new InvalidOperationException($"{PersistenceId} has a snapshot {snapshot.GetType().Name}, but makes none.");

    /// <summary>State as stored in a snapshot; null when this aggregate is small enough to make none.</summary>
    protected virtual ISnapshot? ToSnapshot(TState state) => null;

    /// <summary>Effects that a crash may have cut off.</summary>
    protected virtual ValueList<IEffect> Resume(TState state) => [];

    /// <summary>Runs an effect whose events are stored. Whatever comes of it arrives as a message.</summary>
    protected virtual void Run(IEffect effect) => throw new InvalidOperationException($"{PersistenceId} has no effect {effect}.");

    /// <summary>
    /// An answer as it is sent. Called when the events before it are stored and <see cref="State"/> has all of them: an answer that is the
    /// state can be made here, once for all who were decided on together.
    /// </summary>
    protected virtual IReply AnswerOf(IReply reply) => reply;

    /// <summary>Asks another aggregate until it answers. An effect that is open already is not asked twice.</summary>
    protected void Ask(IEffect effect, IActorRef target, IDomainMessage message, Func<IReply, Conclusion> conclude)
    {
        if (_open.Add(effect))
        {
            Send(new OpenEffect(effect, target, message, conclude, 0));
        }
    }

    /// <summary>Decides a completion of its own.</summary>
    protected void Complete(ICompletion completion) => Take((TMessage)completion, ActorRefs.Nobody);

    // A second instance of the aggregate was quicker: that says nothing about the database.
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistFailure(cause, @event, sequenceNr);
        if (cause is not JournalConflictException)
            Context.System.EventStream.Publish(new JournalFailed(PersistenceId, cause.Message));
    }

    // An event that is refused for good was decided on already: only a restart from the journal makes state and journal one again.
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        throw new InvalidOperationException($"{PersistenceId}: event {sequenceNr}, a {@event.GetType().Name}, cannot be stored.", cause);

    private void Take(TMessage message, IActorRef sender)
    {
        _batch.Take(message, sender);
        if (_batch.EventCount >= _settings.BatchEventsMax)
        {
            Store();
        }
        else if (!_flushIsDue)
        {
            _flushIsDue = true;
            Self.Tell(Flush.Instance);
        }
    }

    private void Store()
    {
        _flushIsDue = false;
        var batch = _batch.Close();
        var left = batch.Events.Count;
        if (left == 0)
        {
            Finish(batch);
            return;
        }

        PersistAll(batch.Events, _ =>
        {
            if (--left == 0)
            {
                Finish(batch);
            }
        });
    }

    // What is being decided is stored and answered first: its successor finds it in the journal, and nobody needs to ask again.
    private void FinishAndStop()
    {
        Store();
        Self.Tell(Stop.Instance);
    }

    private void Finish(ClosedBatch<TEvent, IActorRef> batch)
    {
        // Before the answers: who has one, and then asks a view, is shown what it did.
        if (ObjectNotice.Of(PersistenceId, batch.Events) is { } notice)
        {
            Context.System.EventStream.Publish(notice);
        }

        foreach (var (sender, reply) in batch.Answers)
        {
            if (!sender.IsNobody() && !sender.Equals(Context.System.DeadLetters))
            {
                sender.Tell(AnswerOf(reply), Self);
            }
        }

        RunAll(batch.Effects);
        _eventsSinceSnapshot += batch.Events.Count;
        if (_eventsSinceSnapshot >= _settings.SnapshotEveryEvents)
        {
            _eventsSinceSnapshot = 0;
            if (ToSnapshot(_batch.State) is { } snapshot)
            {
                SaveSnapshot(snapshot);
            }
        }
    }

    private void RunAll(IReadOnlyCollection<IEffect> effects)
    {
        foreach (var effect in effects)
        {
            Run(effect);
        }
    }

    private void Send(OpenEffect open) => open.Target.Ask<object>(open.Message, _settings.AskTimeout).PipeTo(
        Self,
        success: reply => new EffectAnswered(open, reply),
        failure: cause => new EffectUnanswered(open, cause.Message));

    private void Answered(EffectAnswered answered)
    {
        if (answered.Reply is not IReply reply)
        {
            AskAgain(answered.Open, $"the answer is a {answered.Reply.GetType().Name}");
            return;
        }

        var conclusion = answered.Open.Conclude(reply);
        if (!conclusion.IsFinal)
        {
            AskAgain(answered.Open, reply is Rejected rejected ? rejected.Reason : $"the answer is a {reply.GetType().Name}");
            return;
        }

        _open.Remove(answered.Open.Effect);
        if (conclusion.Completion is { } completion)
        {
            Complete(completion);
        }
    }

    private void AskAgain(OpenEffect open, string reason)
    {
        var delay = _settings.RetryDelay(open.Attempt);
        Log.Info("{0}: {1} is not answered ({2}); asked again in {3}", PersistenceId, open.Effect.GetType().Name, reason, delay);
        Timers.StartSingleTimer(open.Effect, open with { Attempt = open.Attempt + 1 }, delay);
    }
}
