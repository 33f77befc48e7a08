using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.MessageQueues;

namespace Akka.Dispatch;

/// <summary>The default mailbox: first in, first out, without a limit.</summary>
public sealed class UnboundedMailbox : MailboxType, IProducesMessageQueue<UnboundedMessageQueue>
{
    /// <summary>With default settings.</summary>
    public UnboundedMailbox()
        : this(null!, ConfigurationFactory.Empty)
    {
    }

    /// <summary>From configuration.</summary>
    public UnboundedMailbox(Settings settings, Config config)
        : base(settings, config)
    {
    }

    /// <inheritdoc />
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new UnboundedMessageQueue();
}

/// <summary>The mailbox of actors with a stash.</summary>
public sealed class UnboundedDequeBasedMailbox : MailboxType, IProducesMessageQueue<UnboundedDequeMessageQueue>
{
    /// <summary>From configuration.</summary>
    public UnboundedDequeBasedMailbox(Settings settings, Config config)
        : base(settings, config)
    {
    }

    /// <inheritdoc />
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new UnboundedDequeMessageQueue();
}

/// <summary>Delivers <see cref="IControlMessage"/> first.</summary>
public sealed class UnboundedControlAwareMailbox : MailboxType, IProducesMessageQueue<UnboundedControlAwareMessageQueue>
{
    /// <summary>From configuration.</summary>
    public UnboundedControlAwareMailbox(Settings settings, Config config)
        : base(settings, config)
    {
    }

    /// <inheritdoc />
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new UnboundedControlAwareMessageQueue();
}

/// <summary>A mailbox of at most <c>mailbox-capacity</c> messages; a sender waits up to <c>mailbox-push-timeout-time</c>.</summary>
public sealed class BoundedMailbox : MailboxType, IProducesMessageQueue<BoundedMessageQueue>
{
    /// <summary>From configuration. Throws <see cref="ArgumentException"/> when the limits make no sense.</summary>
    public BoundedMailbox(Settings settings, Config config)
        : base(settings, config)
    {
        (Capacity, PushTimeout) = MailboxLimits.Read(config, nameof(BoundedMailbox));
    }

    /// <summary>Messages at most.</summary>
    public int Capacity { get; }

    /// <summary>How long a sender waits; negative for ever.</summary>
    public TimeSpan PushTimeout { get; }

    /// <inheritdoc />
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new BoundedMessageQueue(Capacity, PushTimeout, system);
}

/// <summary>A bounded mailbox for actors with a stash.</summary>
public sealed class BoundedDequeBasedMailbox : MailboxType, IProducesMessageQueue<BoundedDequeMessageQueue>
{
    /// <summary>From configuration. Throws <see cref="ArgumentException"/> when the limits make no sense.</summary>
    public BoundedDequeBasedMailbox(Settings settings, Config config)
        : base(settings, config)
    {
        (Capacity, PushTimeout) = MailboxLimits.Read(config, nameof(BoundedDequeBasedMailbox));
    }

    /// <summary>Messages at most.</summary>
    public int Capacity { get; }

    /// <summary>How long a sender waits; negative for ever.</summary>
    public TimeSpan PushTimeout { get; }

    /// <inheritdoc />
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        new BoundedDequeMessageQueue(Capacity, PushTimeout, system);
}

/// <summary>Delivers the message with the lowest number first. Override <see cref="PriorityGenerator"/>.</summary>
public abstract class UnboundedPriorityMailbox : MailboxType, IProducesMessageQueue<UnboundedPriorityMessageQueue>
{
    /// <summary>The initial size of a queue.</summary>
    public const int DefaultCapacity = 11;

    /// <summary>From configuration.</summary>
    protected UnboundedPriorityMailbox(Settings settings, Config config)
        : base(settings, config)
    {
        InitialCapacity = DefaultCapacity;
    }

    /// <summary>The size of a queue before it grows.</summary>
    public int InitialCapacity { get; }

    /// <inheritdoc />
    public sealed override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        new UnboundedPriorityMessageQueue(PriorityGenerator, InitialCapacity);

    /// <summary>The priority of <paramref name="message"/>, 0 first.</summary>
    protected abstract int PriorityGenerator(object message);
}

/// <summary>As <see cref="UnboundedPriorityMailbox"/>, which keeps the order of equal priorities here too.</summary>
public abstract class UnboundedStablePriorityMailbox : UnboundedPriorityMailbox
{
    /// <summary>From configuration.</summary>
    protected UnboundedStablePriorityMailbox(Settings settings, Config config)
        : base(settings, config)
    {
    }
}

/// <summary>
/// As <see cref="UnboundedPriorityMailbox"/>, with at most <c>mailbox-capacity</c> messages; see <see cref="BoundedMailbox"/>.
/// </summary>
public abstract class BoundedPriorityMailbox : MailboxType, IProducesMessageQueue<BoundedPriorityMessageQueue>
{
    /// <summary>From configuration. Throws <see cref="ArgumentException"/> when the limits make no sense.</summary>
    protected BoundedPriorityMailbox(Settings settings, Config config)
        : base(settings, config)
    {
        (Capacity, PushTimeout) = MailboxLimits.Read(config, nameof(BoundedPriorityMailbox));
    }

    /// <summary>Messages at most.</summary>
    public int Capacity { get; }

    /// <summary>How long a sender waits; negative for ever.</summary>
    public TimeSpan PushTimeout { get; }

    /// <inheritdoc />
    public sealed override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        new BoundedPriorityMessageQueue(PriorityGenerator, Capacity, PushTimeout, system);

    /// <summary>The priority of <paramref name="message"/>, 0 first.</summary>
    protected abstract int PriorityGenerator(object message);
}
