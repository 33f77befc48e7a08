using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.MessageQueues;

namespace Akka.Dispatch;

/// <summary>Makes message queues. A class named in <c>mailbox-type</c> needs the constructor (Settings, Config).</summary>
public abstract class MailboxType
{
    /// <summary>A mailbox type configured by <paramref name="config"/>.</summary>
    protected MailboxType(Settings settings, Config config)
    {
        Settings = settings;
        Config = config;
    }

    /// <summary>The settings of the system.</summary>
    protected Settings Settings { get; }

    /// <summary>The configuration of the mailbox.</summary>
    protected Config Config { get; }

    /// <summary>The queue of <paramref name="owner"/>.</summary>
    public abstract IMessageQueue Create(IActorRef owner, ActorSystem system);
}
