using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Pattern;

namespace Akka.Persistence.Journal;

/// <summary>
/// The base of journal plugins. One per plugin id, made by <see cref="PersistenceExtension"/>. Calls to the plugin go through a
/// circuit breaker (<c>circuit-breaker</c> in the plugin's section): a journal that is down fails writes at once.
/// An actor has one batch with the journal at a time, so batches of different actors may end in any order.
/// </summary>
public abstract class AsyncWriteJournal : WriteJournalBase, IAsyncRecovery
{
    private readonly CircuitBreaker _breaker;
    private readonly JournalSignal _signal;

    /// <summary>Whether deletions are published on the event stream (<c>publish-plugin-commands</c>).</summary>
    protected readonly bool CanPublish;

    protected AsyncWriteJournal()
    {
        var system = Context.System;
        var all = system.Settings.Config;
        var fallback = all.GetConfig("akka.persistence.journal-plugin-fallback");
        var config = (all.GetConfig(Self.Path.Name) ?? Config.Empty).WithFallback(fallback);
        CanPublish = config.GetBoolean("publish-plugin-commands");
        _breaker = PluginBreaker.Create(system, config);
        _signal = Persistence.Instance.Apply(system).SignalOf(Self.Path.Name);
    }

    public abstract Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback);

    public abstract Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr);

    /// <summary>
    /// Writes; each <see cref="AtomicWrite"/> all or not at all. The result is null (all written) or has one entry per write:
    /// null for written, an exception for refused. A failed task means that it is not known what was written.
    /// </summary>
    protected abstract Task<IImmutableList<Exception>?> WriteMessagesAsync(IEnumerable<AtomicWrite> messages);

    /// <summary>Deletes the events of an id up to and including a number. The highest number stays known.</summary>
    protected abstract Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr);

    /// <summary>Messages of the plugin's own. False: not handled.</summary>
    protected virtual bool ReceivePluginInternal(object message) => false;

    protected sealed override bool Receive(object message) => ReceiveWriteJournal(message) || ReceivePluginInternal(message);

    protected bool ReceiveWriteJournal(object message)
    {
        switch (message)
        {
            case WriteMessages write:
                HandleWrite(write);
                return true;
            case ReplayMessages replay:
                HandleReplay(replay);
                return true;
            case DeleteMessagesTo delete:
                HandleDelete(delete);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The exception inside of the wrappers that tasks put around it.</summary>
    protected static Exception TryUnwrapException(Exception e) =>
        e is AggregateException aggregate && aggregate.Flatten().InnerExceptions is [var only] ? only : e;

    private void HandleWrite(WriteMessages request)
    {
        AtomicWrite[] writes;
        try
        {
            writes = [.. PreparePersistentBatch(request.Messages)];
        }
        catch (Exception e)
        {
            // An adapter threw: nothing was written, the events are refused.
            JournalAnswers.Reject(request, e, Self);
            return;
        }

        if (writes.Length == 0)
        {
            JournalAnswers.Succeed(request, null, Self);
            return;
        }

        _ = WriteAndAnswer(request, writes, Self);
    }

    private async Task WriteAndAnswer(WriteMessages request, AtomicWrite[] writes, IActorRef self)
    {
        try
        {
            var outcome = await _breaker.WithCircuitBreaker(() => Attempt(writes)).ConfigureAwait(false);
            if (outcome.Conflict is { } conflict)
                JournalAnswers.Fail(request, conflict, self);
            else if (outcome.Refused is { } refused && refused.Count != writes.Length)
                JournalAnswers.Fail(request, WrongCount(refused.Count, writes.Length), self);
            else
                Committed(request, writes, outcome.Refused, self);
        }
        catch (Exception e)
        {
            JournalAnswers.Fail(request, TryUnwrapException(e), self);
        }
    }

    private void Committed(WriteMessages request, AtomicWrite[] writes, IImmutableList<Exception>? refused, IActorRef self)
    {
        _signal.Written(writes.Select(write => write.PersistenceId).Distinct());
        JournalAnswers.Succeed(request, refused, self);
    }

    private async Task<Outcome> Attempt(AtomicWrite[] writes)
    {
        try
        {
            return new Outcome(await WriteMessagesAsync(writes).ConfigureAwait(false), null);
        }
        catch (JournalConflictException conflict)
        {
            return new Outcome(null, conflict);
        }
    }

    private void HandleReplay(ReplayMessages request)
    {
        var context = Context;
        _ = ReplayAndAnswer(request, context, Self);
    }

    private async Task ReplayAndAnswer(ReplayMessages request, IActorContext context, IActorRef self)
    {
        var actor = request.PersistentActor;
        try
        {
            var highest = await _breaker.WithCircuitBreaker(
                () => ReadHighestSequenceNrAsync(request.PersistenceId, Math.Max(0, request.FromSequenceNr - 1))).ConfigureAwait(false);
            var to = Math.Min(request.ToSequenceNr, highest);
            if (request.FromSequenceNr <= to && request.Max > 0)
            {
                await ReplayMessagesAsync(
                    context, request.PersistenceId, request.FromSequenceNr, to, request.Max, Send).ConfigureAwait(false);
            }

            actor.Tell(new RecoverySuccess(highest) { ActorInstanceId = request.ActorInstanceId }, self);
        }
        catch (Exception e)
        {
            actor.Tell(new ReplayMessagesFailure(TryUnwrapException(e)) { ActorInstanceId = request.ActorInstanceId }, self);
        }

        void Send(IPersistentRepresentation stored)
        {
            if (stored.IsDeleted)
                return;
            foreach (var adapted in AdaptFromJournal(stored))
                actor.Tell(new ReplayedMessage(adapted) { ActorInstanceId = request.ActorInstanceId }, ActorRefs.NoSender);
        }
    }

    private void HandleDelete(DeleteMessagesTo request)
    {
        if (CanPublish)
            Context.System.EventStream.Publish(request);
        _ = DeleteAndAnswer(request, Self);
    }

    private async Task DeleteAndAnswer(DeleteMessagesTo request, IActorRef self)
    {
        try
        {
            await _breaker.WithCircuitBreaker(
                () => DeleteMessagesToAsync(request.PersistenceId, request.ToSequenceNr)).ConfigureAwait(false);
            request.PersistentActor.Tell(new DeleteMessagesSuccess(request.ToSequenceNr), self);
        }
        catch (Exception e)
        {
            request.PersistentActor.Tell(new DeleteMessagesFailure(TryUnwrapException(e), request.ToSequenceNr), self);
        }
    }

    private static InvalidOperationException WrongCount(int results, int writes) => new(
        $"The journal gave {results} results for {writes} atomic writes; it must give one for each, or null.");

    private readonly record struct Outcome(IImmutableList<Exception>? Refused, JournalConflictException? Conflict);
}
