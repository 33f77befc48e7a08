using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// Sent by the engine to an actor that watches <see cref="ActorRef"/>, once, after that actor has stopped. Left unhandled it
/// fails the watcher with <see cref="DeathPactException"/>.
/// </summary>
public sealed class Terminated : IAutoReceivedMessage, IPossiblyHarmful, IDeadLetterSuppression, INoSerializationVerificationNeeded
{
    /// <summary>The end of <paramref name="actorRef"/>.</summary>
    public Terminated(IActorRef actorRef, bool existenceConfirmed, bool addressTerminated)
    {
        ActorRef = actorRef;
        ExistenceConfirmed = existenceConfirmed;
        AddressTerminated = addressTerminated;
    }

    /// <summary>The actor that stopped.</summary>
    public IActorRef ActorRef { get; }

    /// <summary>Whether the whole system of that actor is gone.</summary>
    public bool AddressTerminated { get; }

    /// <summary>Whether the actor is known to have existed.</summary>
    public bool ExistenceConfirmed { get; }

    /// <inheritdoc />
    public override string ToString() => $"<Terminated>: {ActorRef} - ExistenceConfirmed={ExistenceConfirmed}";
}
