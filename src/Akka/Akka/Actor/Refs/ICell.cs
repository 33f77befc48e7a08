using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>What a reference with an actor needs of its cell.</summary>
public interface ICell
{
    /// <summary>The reference.</summary>
    IActorRef Self { get; }

    /// <summary>The system.</summary>
    ActorSystem System { get; }

    /// <summary>The system, in full.</summary>
    ActorSystemImpl SystemImpl { get; }

    /// <summary>The supervisor.</summary>
    IInternalActorRef Parent { get; }

    /// <summary>How the actor is made.</summary>
    Props Props { get; }

    /// <summary>Whether the actor has stopped.</summary>
    bool IsTerminated { get; }

    /// <summary>Whether user messages wait.</summary>
    bool HasMessages { get; }

    /// <summary>Number of waiting user messages; a snapshot.</summary>
    int NumberOfMessages { get; }

    /// <summary>Begins to work.</summary>
    void Start();

    /// <summary>See <see cref="IInternalActorRef.Suspend"/>.</summary>
    void Suspend();

    /// <summary>See <see cref="IInternalActorRef.Resume"/>.</summary>
    void Resume(Exception? causedByFailure);

    /// <summary>See <see cref="IInternalActorRef.Restart"/>.</summary>
    void Restart(Exception cause);

    /// <summary>See <see cref="IInternalActorRef.Stop"/>.</summary>
    void Stop();

    /// <summary>Delivers a user message.</summary>
    void SendMessage(IActorRef sender, object message);

    /// <summary>Delivers a system message.</summary>
    void SendSystemMessage(ISystemMessage message);

    /// <summary>The children; a snapshot.</summary>
    IEnumerable<IInternalActorRef> GetChildren();

    /// <summary>See <see cref="ActorRefWithCell.GetSingleChild"/>.</summary>
    IInternalActorRef GetSingleChild(string name);
}
