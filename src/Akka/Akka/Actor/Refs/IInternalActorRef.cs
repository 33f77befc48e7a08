using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>What the engine needs of every reference.</summary>
public interface IInternalActorRef : IActorRef, IActorRefScope
{
    /// <summary>The supervisor.</summary>
    IInternalActorRef Parent { get; }

    /// <summary>The provider of the system.</summary>
    IActorRefProvider Provider { get; }

    /// <summary>Whether the actor has stopped.</summary>
    bool IsTerminated { get; }

    /// <summary>
    /// The descendant reached by <paramref name="name"/>; <see cref="Nobody"/> when there is none. <c>..</c> is the parent.
    /// </summary>
    IActorRef GetChild(IReadOnlyList<string> name);

    /// <summary>Goes on after a suspension; <paramref name="causedByFailure"/> is the failure that is forgiven.</summary>
    void Resume(Exception causedByFailure = null!);

    /// <summary>Begins to work.</summary>
    void Start();

    /// <summary>Stops after the current message.</summary>
    void Stop();

    /// <summary>Replaces the instance.</summary>
    void Restart(Exception cause);

    /// <summary>Handles no user messages until resumed.</summary>
    void Suspend();

    /// <summary>Sends a system message.</summary>
    void SendSystemMessage(ISystemMessage message);
}
