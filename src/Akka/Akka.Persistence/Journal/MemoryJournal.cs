using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>Keeps events in memory; they are gone with the actor system. Tags are dropped.</summary>
public class MemoryJournal : AsyncWriteJournal
{
    private readonly Dictionary<string, Stream> _streams = [];
    private readonly Lock _gate = new();

    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback)
    {
        List<IPersistentRepresentation> found = [];
        lock (_gate)
        {
            if (_streams.TryGetValue(persistenceId, out var stream))
                found.AddRange(stream.Events.Where(e => e.SequenceNr >= fromSequenceNr && e.SequenceNr <= toSequenceNr));
        }

        for (var i = 0; i < found.Count && i < max; i++)
            recoveryCallback(found[i]);
        return Task.CompletedTask;
    }

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr)
    {
        lock (_gate)
            return Task.FromResult(_streams.TryGetValue(persistenceId, out var stream) ? stream.Highest : 0L);
    }

    protected override Task<IImmutableList<Exception>?> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        try
        {
            lock (_gate)
            {
                foreach (var write in messages)
                    Append(write);
            }

            return Task.FromResult<IImmutableList<Exception>?>(null);
        }
        catch (JournalConflictException e)
        {
            return Task.FromException<IImmutableList<Exception>?>(e);
        }
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr)
    {
        lock (_gate)
        {
            if (_streams.TryGetValue(persistenceId, out var stream))
                stream.Events.RemoveAll(e => e.SequenceNr <= toSequenceNr);
        }

        return Task.CompletedTask;
    }

    private void Append(AtomicWrite write)
    {
        if (!_streams.TryGetValue(write.PersistenceId, out var stream))
            _streams[write.PersistenceId] = stream = new Stream();
        if (write.LowestSequenceNr <= stream.Highest)
        {
            throw new JournalConflictException(
                $"[{write.PersistenceId}] cannot write event {write.LowestSequenceNr}: the journal already holds {stream.Highest}. "
                + "Another actor writes under the same persistence id.");
        }

        foreach (var e in write.Events)
            stream.Events.Add(e.Payload is Tagged tagged ? e.WithPayload(tagged.Payload) : e);
        stream.Highest = write.HighestSequenceNr;
    }

    private sealed class Stream
    {
        public List<IPersistentRepresentation> Events { get; } = [];

        public long Highest { get; set; }
    }
}
