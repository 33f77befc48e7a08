using Akka.Actor;

namespace Akka.Event;

/// <summary>Subscriptions by type argument.</summary>
public static class EventStreamExtensions
{
    /// <summary>See <see cref="EventStream.Subscribe"/>.</summary>
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Subscribe(subscriber, typeof(TChannel));

    /// <summary>See <see cref="EventStream.Unsubscribe(IActorRef, Type)"/>.</summary>
    public static bool Unsubscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Unsubscribe(subscriber, typeof(TChannel));
}
