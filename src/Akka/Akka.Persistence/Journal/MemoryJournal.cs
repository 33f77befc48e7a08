using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>Keeps events and tags in memory; they are gone with the actor system.</summary>
public class MemoryJournal : AsyncWriteJournal
{
    private readonly MemoryLog _log = new();

    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback)
    {
        foreach (var e in _log.Read(persistenceId, fromSequenceNr, toSequenceNr, max))
            recoveryCallback(e.Event);
        return Task.CompletedTask;
    }

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr) =>
        Task.FromResult(_log.HighestSequenceNr(persistenceId));

    protected override Task<IImmutableList<Exception>?> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        try
        {
            _log.Append(messages);
            return Task.FromResult<IImmutableList<Exception>?>(null);
        }
        catch (JournalConflictException e)
        {
            return Task.FromException<IImmutableList<Exception>?>(e);
        }
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr)
    {
        _log.Delete(persistenceId, toSequenceNr);
        return Task.CompletedTask;
    }

    protected override bool ReceivePluginInternal(object message)
    {
        if (message is not GetMemoryLog)
            return base.ReceivePluginInternal(message);
        Sender.Tell(new MemoryLogAnswer(_log), Self);
        return true;
    }
}

/// <summary>Answers <see cref="GetMemoryLog"/>.</summary>
internal sealed record MemoryLogAnswer(MemoryLog Log) : INoSerializationVerificationNeeded;
