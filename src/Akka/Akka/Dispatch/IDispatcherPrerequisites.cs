using Akka.Actor;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>What a dispatcher may use of its system.</summary>
public interface IDispatcherPrerequisites
{
    /// <summary>The event stream.</summary>
    EventStream EventStream { get; }

    /// <summary>The scheduler.</summary>
    IScheduler Scheduler { get; }

    /// <summary>The settings.</summary>
    Settings Settings { get; }

    /// <summary>The mailbox types.</summary>
    Mailboxes Mailboxes { get; }

    /// <summary>The clock.</summary>
    TimeProvider Time { get; }
}
