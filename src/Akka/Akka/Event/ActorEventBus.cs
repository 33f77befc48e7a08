using Akka.Actor;

namespace Akka.Event;

/// <summary>A bus whose subscribers are actors. Thread-safe.</summary>
/// <typeparam name="TEvent">What is published.</typeparam>
/// <typeparam name="TClassifier">By what it is told apart.</typeparam>
public abstract class ActorEventBus<TEvent, TClassifier> : EventBus<TEvent, TClassifier, IActorRef>
    where TClassifier : notnull
{
}
