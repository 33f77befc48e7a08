using System.Collections.Concurrent;
using Akka.Actor;

namespace Akka.Event;

/// <summary>Who wants to know that a remote system is gone: cells with watches across the network. Thread-safe.</summary>
public sealed class AddressTerminatedTopic : IExtension
{
    private readonly ConcurrentDictionary<IActorRef, byte> _subscribers = new();

    /// <summary>The topic of <paramref name="system"/>.</summary>
    public static AddressTerminatedTopic Get(ActorSystem system) => AddressTerminatedTopicProvider.Instance.Get(system);

    /// <summary>Adds a subscriber; a repeat has no effect.</summary>
    public void Subscribe(IActorRef subscriber) => _subscribers[subscriber] = 0;

    /// <summary>Takes a subscriber off.</summary>
    public void Unsubscribe(IActorRef subscriber) => _subscribers.TryRemove(subscriber, out _);

    /// <summary>Tells all subscribers.</summary>
    public void Publish(AddressTerminated msg)
    {
        foreach (var subscriber in _subscribers.Keys)
            subscriber.Tell(msg, ActorRefs.NoSender);
    }
}

/// <summary>Makes the <see cref="AddressTerminatedTopic"/> of a system.</summary>
public sealed class AddressTerminatedTopicProvider : ExtensionIdProvider<AddressTerminatedTopic>
{
    internal static readonly AddressTerminatedTopicProvider Instance = new();

    /// <inheritdoc />
    public override AddressTerminatedTopic CreateExtension(ExtendedActorSystem system) => new();
}
