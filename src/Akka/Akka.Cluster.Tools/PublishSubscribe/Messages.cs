using Akka.Actor;

namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>Sends a message to the subscribers of a topic on all nodes.</summary>
public sealed class Publish : IDistributedPubSubMessage, IWrappedMessage
{
    /// <param name="topic">The topic; not empty.</param>
    /// <param name="message">What they get, with the sender of this message.</param>
    /// <param name="sendOneMessageToEachGroup">To one subscriber of each group, instead of to all that are in no group.</param>
    /// <exception cref="ArgumentException">The topic is empty.</exception>
    public Publish(string topic, object message, bool sendOneMessageToEachGroup = false)
    {
        if (string.IsNullOrEmpty(topic))
            throw new ArgumentException("A topic must have a name.", nameof(topic));
        Topic = topic;
        Message = message;
        SendOneMessageToEachGroup = sendOneMessageToEachGroup;
    }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>What they get.</summary>
    public object Message { get; }

    /// <summary>Whether one subscriber of each group gets it.</summary>
    public bool SendOneMessageToEachGroup { get; }

    /// <inheritdoc />
    public override string ToString() => $"Publish<topic:{Topic}, sendOneToEachGroup:{SendOneMessageToEachGroup}, message:{Message}>";
}

/// <summary>Sends a message to one of the actors that were <see cref="Put"/> under a path.</summary>
public sealed class Send(string path, object message, bool localAffinity = false) : IDistributedPubSubMessage, IWrappedMessage
{
    /// <summary>The path without an address.</summary>
    public string Path { get; } = path;

    /// <summary>What it gets.</summary>
    public object Message { get; } = message;

    /// <summary>Whether one on the mediator's own node is preferred.</summary>
    public bool LocalAffinity { get; } = localAffinity;

    /// <inheritdoc />
    public override string ToString() => $"Send<path:{Path}, localAffinity:{LocalAffinity}, message:{Message}>";
}

/// <summary>Sends a message to all actors that were <see cref="Put"/> under a path.</summary>
public sealed class SendToAll(string path, object message, bool excludeSelf = false) : IDistributedPubSubMessage, IWrappedMessage
{
    /// <summary>The path without an address.</summary>
    public string Path { get; } = path;

    /// <summary>What they get.</summary>
    public object Message { get; } = message;

    /// <summary>Whether the one on the mediator's own node is left out.</summary>
    public bool ExcludeSelf { get; } = excludeSelf;

    /// <inheritdoc />
    public override string ToString() => $"SendToAll<path:{Path}, excludeSelf:{ExcludeSelf}, message:{Message}>";
}

/// <summary>From mediator to mediator: for the subscribers of a topic at the receiver.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Group">For one of this group; <c>null</c>: for all that are in no group.</param>
/// <param name="Message">What they get.</param>
internal sealed record DeliverToTopic(string Topic, string? Group, object Message) : IDistributedPubSubMessage, IWrappedMessage;

/// <summary>From mediator to mediator: the versions of registrations that the sender knows. Answered by <see cref="Delta"/>.</summary>
/// <param name="Versions">By node.</param>
/// <param name="IsReplyToStatus">Whether no further status is wanted.</param>
internal sealed record Status(IReadOnlyDictionary<Address, long> Versions, bool IsReplyToStatus)
    : IDistributedPubSubMessage, Event.IDeadLetterSuppression;

/// <summary>From mediator to mediator: registrations that the receiver lacks.</summary>
internal sealed record Delta(IReadOnlyList<BucketDelta> Buckets) : IDistributedPubSubMessage, Event.IDeadLetterSuppression;

/// <summary>Registrations of one node.</summary>
/// <param name="Owner">The node.</param>
/// <param name="Version">All registrations up to this version are here, or known to the receiver.</param>
/// <param name="Content">The registrations by key.</param>
internal sealed record BucketDelta(Address Owner, long Version, IReadOnlyDictionary<string, Registration> Content);

/// <summary>One registration.</summary>
/// <param name="Version">Grows with every change of its node.</param>
/// <param name="Ref">Who is registered; <c>null</c>: nobody any more.</param>
internal sealed record Registration(long Version, IActorRef? Ref);

/// <summary>Asks a mediator how many nodes it knows to have a registration under a key. Answered by the number; for specs.</summary>
internal sealed record CountNodes(string Key) : INoSerializationVerificationNeeded;
