using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence.Journal;

namespace Akka.Persistence.Tests.Fixtures;

/// <summary>An in-memory journal with faults, chosen by the persistence id's beginning.</summary>
public sealed class FaultyJournal : MemoryJournal
{
    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback) => persistenceId.StartsWith("unreadable", StringComparison.Ordinal)
            ? Task.FromException(new InvalidDataException("page 7 is damaged"))
            : base.ReplayMessagesAsync(context, persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback);

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr) => persistenceId switch
    {
        "silent" => new TaskCompletionSource<long>().Task,
        "unreadable" => Task.FromResult(1L),
        _ => base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr),
    };

    protected override async Task<IImmutableList<Exception>?> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        var writes = messages.ToArray();
        await Task.Yield();
        if (writes[0].PersistenceId.StartsWith("full", StringComparison.Ordinal))
            throw new IOException("No space left on device");
        if (writes[0].PersistenceId == "miscounted")
            return ImmutableList.Create<Exception>(new IOException(), new IOException());
        return await base.WriteMessagesAsync(writes);
    }
}
