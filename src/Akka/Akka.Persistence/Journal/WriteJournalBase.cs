using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>What every journal does: events go through the adapters on their way in and out.</summary>
public abstract class WriteJournalBase : ActorBase
{
    private readonly PersistenceExtension _persistence;
    private EventAdapters? _adapters;

    protected WriteJournalBase()
    {
        _persistence = Persistence.Instance.Apply(Context.System);
    }

    private EventAdapters Adapters => _adapters ??= _persistence.AdaptersFor(Self);

    /// <summary>The writes of a batch with adapted events and a timestamp; deferred messages are left out.</summary>
    protected IEnumerable<AtomicWrite> PreparePersistentBatch(IEnumerable<IPersistentEnvelope> writes)
    {
        var timestamp = Context.System.Scheduler.Now.UtcTicks;
        return writes.OfType<AtomicWrite>()
            .Select(write => new AtomicWrite(write.Events.Select(e => AdaptToJournal(e).WithTimestamp(timestamp)).ToImmutableArray()))
            .ToArray();
    }

    /// <summary>The events for one of the journal.</summary>
    protected IEnumerable<IPersistentRepresentation> AdaptFromJournal(IPersistentRepresentation representation)
    {
        var adapters = Adapters;
        if (adapters.IsIdentity)
            return [representation];
        return adapters.Get(representation.Payload.GetType())
            .FromJournal(representation.Payload, representation.Manifest)
            .Events.Select(representation.WithPayload);
    }

    protected IPersistentRepresentation AdaptToJournal(IPersistentRepresentation representation)
    {
        var adapters = Adapters;
        if (adapters.IsIdentity)
            return representation;
        var payload = representation.Payload;
        var adapter = adapters.Get(payload.GetType());
        return representation.WithPayload(adapter.ToJournal(payload)).WithManifest(adapter.Manifest(payload));
    }
}
