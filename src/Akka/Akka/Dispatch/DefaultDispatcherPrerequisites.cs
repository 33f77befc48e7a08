using Akka.Actor;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>The parts of one system. Immutable.</summary>
internal sealed record DefaultDispatcherPrerequisites(
    EventStream EventStream,
    IScheduler Scheduler,
    Settings Settings,
    Mailboxes Mailboxes,
    TimeProvider Time) : IDispatcherPrerequisites;
