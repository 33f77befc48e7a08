using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.TestKit.Internal;
using Akka.Util;

namespace Akka.TestKit;

/// <summary>
/// A reference to an actor whose instance the test may touch. Unless the props name a dispatcher the actor runs on the thread that
/// sends, so after <c>Tell</c> its state can be looked at.
/// </summary>
/// <typeparam name="TActor">The class of the actor.</typeparam>
public abstract class TestActorRefBase<TActor> : IInternalActorRef
    where TActor : ActorBase
{
    /// <summary>A new actor below <paramref name="supervisor"/>, or below the user guardian.</summary>
    protected TestActorRefBase(ActorSystem system, Props actorProps, IActorRef? supervisor = null, string? name = null)
    {
        InternalRef = InternalTestActorRef.Create(system, actorProps, supervisor, name);
    }

    /// <summary>The plain reference.</summary>
    public IActorRef Ref => InternalRef;

    /// <summary>The instance.</summary>
    public TActor UnderlyingActor => (TActor)InternalRef.UnderlyingActor;

    /// <inheritdoc />
    public ActorPath Path => InternalRef.Path;

    bool IActorRefScope.IsLocal => InternalRef.IsLocal;

    IInternalActorRef IInternalActorRef.Parent => InternalRef.Parent;

    IActorRefProvider IInternalActorRef.Provider => InternalRef.Provider;

    bool IInternalActorRef.IsTerminated => InternalRef.IsTerminated;

    /// <summary>The plain reference.</summary>
    protected InternalTestActorRef InternalRef { get; }

    /// <summary>Handles <paramref name="message"/> on this thread, past the mailbox; what the actor throws is thrown here.</summary>
    public void Receive(object message, IActorRef? sender = null) => InternalRef.Receive(message, sender);

    /// <summary>As above; completes with the handler if that is asynchronous.</summary>
    public Task ReceiveAsync(object message, IActorRef? sender = null) => InternalRef.ReceiveAsync(message, sender);

    /// <summary>Sends as the test actor.</summary>
    public void Tell(object message) => InternalRef.Tell(message);

    /// <summary>Passes a message on.</summary>
    public void Forward(object message) => InternalRef.Forward(message);

    /// <inheritdoc />
    public void Tell(object message, IActorRef sender) => InternalRef.Tell(message, sender);

    /// <summary>Lets the actor watch <paramref name="subject"/>.</summary>
    public void Watch(IActorRef subject) => InternalRef.Cell.UseThreadContext(() => InternalRef.Cell.Watch(subject));

    /// <summary>Lets the actor no longer watch <paramref name="subject"/>.</summary>
    public void Unwatch(IActorRef subject) => InternalRef.Cell.UseThreadContext(() => InternalRef.Cell.Unwatch(subject));

    /// <inheritdoc />
    public override string ToString() => InternalRef.ToString();

    /// <inheritdoc />
    public override bool Equals(object? obj) => InternalRef.Equals(obj is TestActorRefBase<TActor> other ? other.InternalRef : obj);

    /// <inheritdoc />
    public override int GetHashCode() => InternalRef.GetHashCode();

    /// <inheritdoc />
    public void SendSystemMessage(ISystemMessage message) => InternalRef.SendSystemMessage(message);

    /// <summary>As above.</summary>
    public void SendSystemMessage(ISystemMessage message, IActorRef sender) => InternalRef.SendSystemMessage(message);

    /// <summary>The plain reference of <paramref name="actorRef"/>.</summary>
    public static IActorRef ToActorRef(TestActorRefBase<TActor> actorRef) => actorRef.InternalRef;

    bool IEquatable<IActorRef>.Equals(IActorRef? other) => InternalRef.Equals(other);

    int IComparable<IActorRef>.CompareTo(IActorRef? other) => InternalRef.CompareTo(other);

    int IComparable.CompareTo(object? obj) => InternalRef.CompareTo(obj);

    ISurrogate ISurrogated.ToSurrogate(ActorSystem system) => InternalRef.ToSurrogate(system);

    IActorRef IInternalActorRef.GetChild(IReadOnlyList<string> name) => InternalRef.GetChild(name);

    void IInternalActorRef.Resume(Exception causedByFailure) => InternalRef.Resume(causedByFailure);

    void IInternalActorRef.Start() => InternalRef.Start();

    void IInternalActorRef.Stop() => InternalRef.Stop();

    void IInternalActorRef.Restart(Exception cause) => InternalRef.Restart(cause);

    void IInternalActorRef.Suspend() => InternalRef.Suspend();
}
