using Akka.Actor;

namespace Akka.Persistence;

/// <summary>What a journal is asked or answers. Local to a process.</summary>
public interface IJournalMessage : IPersistenceMessage
{
}

/// <summary>What persistent actors and their stores say to one another.</summary>
public interface IPersistenceMessage : INoSerializationVerificationNeeded
{
}

public interface IJournalRequest : IJournalMessage
{
}

public interface IJournalResponse : IJournalMessage
{
}

/// <summary>An actor asks to write; every event is answered, in order, with <see cref="WriteMessageSuccess"/>,
/// <see cref="WriteMessageRejected"/>
/// or <see cref="WriteMessageFailure"/>, every deferred message with <see cref="LoopMessageSuccess"/>. A repeat is not safe.</summary>
public sealed record WriteMessages(IReadOnlyList<IPersistentEnvelope> Messages, IActorRef PersistentActor, int ActorInstanceId)
    : IJournalRequest;

public sealed record WriteMessageSuccess(IPersistentRepresentation Persistent, int ActorInstanceId) : IJournalResponse;

/// <summary>The event was refused before it was written, for example because it cannot be serialized.</summary>
public sealed record WriteMessageRejected(IPersistentRepresentation Persistent, Exception Cause, int ActorInstanceId) : IJournalResponse;

/// <summary>Whether the event was written is not known.</summary>
public sealed record WriteMessageFailure(IPersistentRepresentation Persistent, Exception Cause, int ActorInstanceId) : IJournalResponse;

/// <summary>A deferred event comes back after the events before it.</summary>
public sealed record LoopMessageSuccess(object Message, int ActorInstanceId) : IJournalResponse;

/// <summary>An actor asks for its events; <see cref="ReplayedMessage"/>s follow, then <see cref="RecoverySuccess"/> or
/// <see cref="ReplayMessagesFailure"/>. A repeat is safe.</summary>
public sealed record ReplayMessages(long FromSequenceNr, long ToSequenceNr, long Max, string PersistenceId, IActorRef PersistentActor)
    : IJournalRequest
{
    /// <summary>The incarnation that asks; the answers carry it, so that a restarted actor tells its own replay from an old one.</summary>
    public int ActorInstanceId { get; init; }
}

public sealed record ReplayedMessage(IPersistentRepresentation Persistent) : IJournalResponse
{
    public int ActorInstanceId { get; init; }
}

public sealed record RecoverySuccess(long HighestSequenceNr) : IJournalResponse
{
    public int ActorInstanceId { get; init; }
}

public sealed record ReplayMessagesFailure(Exception Cause) : IJournalResponse
{
    public int ActorInstanceId { get; init; }
}

/// <summary>An actor asks to delete its events up to a number; answered with <see cref="DeleteMessagesSuccess"/> or
/// <see cref="DeleteMessagesFailure"/>. A repeat is safe.</summary>
public sealed record DeleteMessagesTo(string PersistenceId, long ToSequenceNr, IActorRef PersistentActor) : IJournalRequest;

public sealed class DeleteMessagesSuccess(long toSequenceNr) : IEquatable<DeleteMessagesSuccess>, INoSerializationVerificationNeeded
{
    public long ToSequenceNr { get; } = toSequenceNr;

    public bool Equals(DeleteMessagesSuccess? other) => other is not null && other.ToSequenceNr == ToSequenceNr;

    public override bool Equals(object? obj) => Equals(obj as DeleteMessagesSuccess);

    public override int GetHashCode() => ToSequenceNr.GetHashCode();
}

public sealed class DeleteMessagesFailure(Exception cause, long toSequenceNr) : INoSerializationVerificationNeeded
{
    public Exception Cause { get; } = cause;

    public long ToSequenceNr { get; } = toSequenceNr;
}
