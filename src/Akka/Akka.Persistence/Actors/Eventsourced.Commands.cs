using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence;

/// <content>Commands and writes. One batch of an actor is with the journal at a time; more collect meanwhile.</content>
public abstract partial class Eventsourced
{
    private readonly Queue<Invocation> _invocations = new();
    private readonly List<IPersistentEnvelope> _eventBatch = [];
    private readonly Queue<IPersistentEnvelope> _journalBatch = [];
    private int _stashingInvocations;
    private int _unanswered;
    private bool _taskRunning;
    private Action<bool>? _afterTask;

    /// <summary>Writes an event, then runs the handler; commands wait until it has run.</summary>
    /// <exception cref="InvalidOperationException">The actor is recovering.</exception>
    public void Persist<TEvent>(TEvent @event, Action<TEvent> handler)
    {
        CheckNotRecovering();
        Enqueue(handler, stashing: true);
        _eventBatch.Add(new AtomicWrite(Represent(@event!)));
    }

    /// <summary>Writes events all or none, then runs the handler for each; commands wait until then. Nothing happens without
    /// events.</summary>
    /// <exception cref="InvalidOperationException">The actor is recovering.</exception>
    public void PersistAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler) => WriteAll(events, handler, stashing: true);

    /// <summary>Writes an event, then runs the handler; commands may be handled before.</summary>
    /// <exception cref="InvalidOperationException">The actor is recovering.</exception>
    public void PersistAsync<TEvent>(TEvent @event, Action<TEvent> handler)
    {
        CheckNotRecovering();
        Enqueue(handler, stashing: false);
        _eventBatch.Add(new AtomicWrite(Represent(@event!)));
    }

    /// <summary>Writes events all or none, then runs the handler for each; commands may be handled before.</summary>
    /// <exception cref="InvalidOperationException">The actor is recovering.</exception>
    public void PersistAllAsync<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler) => WriteAll(events, handler, stashing: false);

    /// <summary>Runs the handler after the handlers of all events before; nothing is written and commands wait until it has run.
    /// The handler does not run when a write before fails.</summary>
    public void Defer<TEvent>(TEvent evt, Action<TEvent> handler) => DeferEvent(evt, handler, stashing: true);

    /// <summary>As <see cref="Defer{TEvent}"/>, but commands may be handled before.</summary>
    public void DeferAsync<TEvent>(TEvent evt, Action<TEvent> handler) => DeferEvent(evt, handler, stashing: false);

    /// <summary>Called before the actor is stopped because the write of an event failed; logs. Whether the event was written is not
    /// known.</summary>
    protected virtual void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Log.Error(cause, "Writing event {0} of [{1}], type [{2}], failed; the actor stops", sequenceNr, PersistenceId, @event.GetType());

    /// <summary>Called when the journal refused an event, which is not written; logs. The actor goes on.</summary>
    protected virtual void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        Log.Error(cause, "The journal refused event {0} of [{1}], type [{2}]", sequenceNr, PersistenceId, @event.GetType());

    private void WriteAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler, bool stashing)
    {
        CheckNotRecovering();
        var batch = ImmutableArray.CreateBuilder<IPersistentRepresentation>();
        foreach (var @event in events)
        {
            Enqueue(handler, stashing);
            batch.Add(Represent(@event!));
        }

        if (batch.Count > 0)
            _eventBatch.Add(new AtomicWrite(batch.ToImmutable()));
    }

    private void DeferEvent<TEvent>(TEvent evt, Action<TEvent> handler, bool stashing)
    {
        CheckNotRecovering();
        if (_invocations.Count == 0)
        {
            handler(evt);
            return;
        }

        Enqueue(handler, stashing);
        _eventBatch.Add(new NonPersistentMessage(evt!, Sender));
    }

    private void CheckNotRecovering()
    {
        if (IsRecovering)
            throw new InvalidOperationException("Events cannot be persisted during a replay. Persist from RecoveryCompleted on.");
    }

    private void Enqueue<TEvent>(Action<TEvent> handler, bool stashing)
    {
        _invocations.Enqueue(new Invocation(@event => handler((TEvent)@event), stashing));
        if (stashing)
            _stashingInvocations++;
    }

    private Persistent Represent(object payload) =>
        new(payload, ++_sequenceNr, PersistenceId, Sender: Sender, WriterGuid: _writerGuid);

    private void StartCommands()
    {
        FlushBatch();
        if (_stashingInvocations > 0)
        {
            _phase = Phase.PersistingEvents;
            return;
        }

        _phase = Phase.ProcessingCommands;
        _internalStash.UnstashAll();
    }

    private void ProcessingCommands(Receive receive, object message)
    {
        if (message is IPersistenceMessage && HandleJournal(message))
            return;
        var failed = true;
        try
        {
            base.AroundReceive(receive, message);
            failed = false;
        }
        finally
        {
            if (_taskRunning)
                _afterTask = CommandHandled;
            else
                CommandHandled(failed);
        }
    }

    private void CommandHandled(bool failed)
    {
        FlushBatch();
        if (_stashingInvocations > 0)
            _phase = Phase.PersistingEvents;
        else
            Unstash(all: failed);
    }

    private void PersistingEvents(object message)
    {
        if (!HandleJournal(message))
            StashInternally(message);
    }

    private void Unstash(bool all)
    {
        if (all)
            _internalStash.UnstashAll();
        else
            _internalStash.UnstashOne();
    }

    private bool HandleJournal(object message)
    {
        switch (message)
        {
            case WriteMessageSuccess success:
                if (Answered(success.ActorInstanceId))
                {
                    LastSequenceNr = Math.Max(LastSequenceNr, success.Persistent.SequenceNr);
                    RunHandler(success.Persistent.Payload);
                }

                return true;
            case LoopMessageSuccess loop:
                if (Answered(loop.ActorInstanceId))
                    RunHandler(loop.Message);
                return true;
            case WriteMessageRejected rejected:
                if (Answered(rejected.ActorInstanceId))
                    Reject(rejected);
                return true;
            case WriteMessageFailure failure:
                if (Answered(failure.ActorInstanceId))
                    FailWrite(failure);
                return true;
            default:
                return message is RecoveryTick or RecoveryPermitGranted or IJournalResponse;
        }
    }

    /// <summary>False for answers to an earlier incarnation: its writes are known from the replay.</summary>
    private bool Answered(int instanceId)
    {
        if (instanceId != _instanceId)
            return false;
        _unanswered--;
        return true;
    }

    private void Reject(WriteMessageRejected rejected)
    {
        LastSequenceNr = Math.Max(LastSequenceNr, rejected.Persistent.SequenceNr);
        try
        {
            OnPersistRejected(rejected.Cause, rejected.Persistent.Payload, rejected.Persistent.SequenceNr);
        }
        finally
        {
            FlushBatch();
            InvocationDone(failed: false);
        }
    }

    private void FailWrite(WriteMessageFailure failure)
    {
        _phase = Phase.Failed;
        try
        {
            OnPersistFailure(failure.Cause, failure.Persistent.Payload, failure.Persistent.SequenceNr);
        }
        finally
        {
            Context.Stop(Self);
        }
    }

    private void RunHandler(object payload)
    {
        var failed = true;
        try
        {
            _invocations.Peek().Handler(payload);
            failed = false;
        }
        finally
        {
            if (_taskRunning)
                _afterTask = HandlerDone;
            else
                HandlerDone(failed);
        }
    }

    private void HandlerDone(bool failed)
    {
        FlushBatch();
        InvocationDone(failed);
    }

    private void InvocationDone(bool failed)
    {
        if (_invocations.Dequeue().Stashing)
            _stashingInvocations--;
        if (_stashingInvocations > 0)
        {
            _phase = Phase.PersistingEvents;
        }
        else if (_phase == Phase.PersistingEvents)
        {
            _phase = Phase.ProcessingCommands;
            Unstash(all: failed);
        }
    }

    private void FlushBatch()
    {
        foreach (var envelope in _eventBatch)
            _journalBatch.Enqueue(envelope);
        _eventBatch.Clear();
        FlushJournalBatch();
    }

    /// <summary>Sends what waits, up to the limit for one write; an atomic write that is larger goes alone.</summary>
    private void FlushJournalBatch()
    {
        if (_unanswered > 0 || _journalBatch.Count == 0)
            return;
        var batch = new List<IPersistentEnvelope>();
        while (_journalBatch.TryPeek(out var next) && (batch.Count == 0 || _unanswered + next.Size <= _batchSizeMax))
        {
            batch.Add(_journalBatch.Dequeue());
            _unanswered += next.Size;
        }

        Journal.Tell(new WriteMessages(batch, Self, _instanceId));
    }
}
