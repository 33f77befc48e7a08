using Akka.Actor;

namespace Akka.Persistence;

/// <summary>An event with everything the journal keeps of it. Immutable.</summary>
public interface IPersistentRepresentation : IMessage
{
    object Payload { get; }

    /// <summary>What the event adapter wants to know at the next reading.</summary>
    string Manifest { get; }

    string PersistenceId { get; }

    /// <summary>1 for the first event of an id, then without gaps.</summary>
    long SequenceNr { get; }

    /// <summary>.NET ticks, UTC; 0 before it is written.</summary>
    long Timestamp { get; }

    /// <summary>The incarnation of the actor that wrote it.</summary>
    string WriterGuid { get; }

    bool IsDeleted { get; }

    /// <summary>The sender of the command; not kept by the journal.</summary>
    IActorRef Sender { get; }

    IPersistentRepresentation WithTimestamp(long timestamp);

    IPersistentRepresentation WithPayload(object payload);

    IPersistentRepresentation WithManifest(string manifest);

    IPersistentRepresentation Update(long sequenceNr, string persistenceId, bool isDeleted, IActorRef sender, string writerGuid);
}

/// <inheritdoc cref="IPersistentRepresentation" />
public sealed record Persistent(
    object Payload,
    long SequenceNr = 0,
    string PersistenceId = "",
    string Manifest = "",
    bool IsDeleted = false,
    IActorRef Sender = null!,
    string WriterGuid = "",
    long Timestamp = 0) : IPersistentRepresentation
{
    public IPersistentRepresentation WithTimestamp(long timestamp) => this with { Timestamp = timestamp };

    public IPersistentRepresentation WithPayload(object payload) => this with { Payload = payload };

    public IPersistentRepresentation WithManifest(string manifest) =>
        Manifest == manifest ? this : this with { Manifest = manifest };

    public IPersistentRepresentation Update(long sequenceNr, string persistenceId, bool isDeleted, IActorRef sender, string writerGuid) =>
        this with
        {
            SequenceNr = sequenceNr,
            PersistenceId = persistenceId,
            IsDeleted = isDeleted,
            Sender = sender,
            WriterGuid = writerGuid,
        };
}
