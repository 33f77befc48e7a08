using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>What messages of publish-subscribe between nodes have in common.</summary>
public interface IDistributedPubSubMessage
{
}

/// <summary>Asks the mediator to send the messages of a topic to an actor of its own node. A repeat is safe.</summary>
public sealed class Subscribe : INoSerializationVerificationNeeded, IEquatable<Subscribe>
{
    /// <param name="topic">The topic; not empty.</param>
    /// <param name="ref">The subscriber; it lives on the mediator's node.</param>
    /// <param name="group">Of a group, one gets each message that is published with one message to each group. <c>null</c>: no
    /// group.</param>
    /// <exception cref="ArgumentException">The topic is empty.</exception>
    public Subscribe(string topic, IActorRef @ref, string? group = null)
    {
        if (string.IsNullOrEmpty(topic))
            throw new ArgumentException("A topic must have a name.", nameof(topic));
        Topic = topic;
        Ref = @ref;
        Group = string.IsNullOrEmpty(group) ? null : group;
    }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>The group; <c>null</c>: none.</summary>
    public string? Group { get; }

    /// <summary>The subscriber.</summary>
    public IActorRef Ref { get; }

    /// <inheritdoc />
    public bool Equals(Subscribe? other) => other is not null && Topic == other.Topic && Group == other.Group && Equals(Ref, other.Ref);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Subscribe);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Topic, Group, Ref);

    /// <inheritdoc />
    public override string ToString() => $"Subscribe<topic:{Topic}, group:{Group}, ref:{Ref}>";
}

/// <summary>Answer to <see cref="PublishSubscribe.Subscribe"/>: messages that reach this mediator from now on are delivered.</summary>
public sealed class SubscribeAck(Subscribe subscribe) : Event.IDeadLetterSuppression, INoSerializationVerificationNeeded
{
    /// <summary>What was asked.</summary>
    public Subscribe Subscribe { get; } = subscribe;

    /// <inheritdoc />
    public override string ToString() => $"SubscribeAck<{Subscribe}>";
}

/// <summary>Ends a subscription. A repeat is safe.</summary>
public sealed class Unsubscribe : INoSerializationVerificationNeeded
{
    /// <param name="topic">The topic; not empty.</param>
    /// <param name="ref">The subscriber.</param>
    /// <param name="group">The group it is in; <c>null</c>: none.</param>
    /// <exception cref="ArgumentException">The topic is empty.</exception>
    public Unsubscribe(string topic, IActorRef @ref, string? group = null)
    {
        if (string.IsNullOrEmpty(topic))
            throw new ArgumentException("A topic must have a name.", nameof(topic));
        Topic = topic;
        Ref = @ref;
        Group = string.IsNullOrEmpty(group) ? null : group;
    }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>The group; <c>null</c>: none.</summary>
    public string? Group { get; }

    /// <summary>The subscriber.</summary>
    public IActorRef Ref { get; }
}

/// <summary>Answer to <see cref="PublishSubscribe.Unsubscribe"/>.</summary>
public sealed class UnsubscribeAck(Unsubscribe unsubscribe) : INoSerializationVerificationNeeded
{
    /// <summary>What was asked.</summary>
    public Unsubscribe Unsubscribe { get; } = unsubscribe;
}

/// <summary>Makes an actor of the mediator's node known by its path, for <see cref="Send"/> and <see cref="SendToAll"/>.</summary>
public sealed class Put(IActorRef @ref) : INoSerializationVerificationNeeded
{
    /// <summary>The actor.</summary>
    public IActorRef Ref { get; } = @ref;
}

/// <summary>Takes back a <see cref="Put"/>.</summary>
public sealed class Remove(string path) : INoSerializationVerificationNeeded
{
    /// <summary>The path of the actor without an address.</summary>
    public string Path { get; } = path;
}

/// <summary>Asks for the topics that have subscribers on any node, as far as this one knows. Answered by
/// <see cref="CurrentTopics"/>.</summary>
public sealed class GetTopics : INoSerializationVerificationNeeded
{
    private GetTopics()
    {
    }

    /// <summary>The only one.</summary>
    public static GetTopics Instance { get; } = new();
}

/// <summary>Answer to <see cref="GetTopics"/>.</summary>
public sealed class CurrentTopics(IImmutableSet<string> topics) : INoSerializationVerificationNeeded
{
    /// <summary>The topics.</summary>
    public IImmutableSet<string> Topics { get; } = topics;
}
