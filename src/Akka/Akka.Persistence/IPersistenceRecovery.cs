using Akka.Actor;

namespace Akka.Persistence;

/// <summary>Tells how far an actor recovers.</summary>
public interface IPersistenceRecovery
{
    Recovery Recovery { get; }
}

/// <summary>A persistent actor's stash, and what happens when the stash for messages during a write is full.</summary>
public interface IPersistenceStash : IWithUnboundedStash
{
    IStashOverflowStrategy InternalStashOverflowStrategy { get; }
}
