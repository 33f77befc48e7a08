using Akka.Actor;

namespace Akka.Event;

/// <summary>A logger that is no actor, so that it works before the system has started and after it has stopped. Thread-safe.</summary>
public abstract class MinimalLogger : MinimalActorRef
{
    /// <inheritdoc />
    public sealed override ActorPath Path { get; } = new RootActorPath(Address.AllSystems, "/StandardOutLogger");

    /// <summary>Throws <see cref="NotSupportedException"/>: such a logger belongs to no system.</summary>
    public sealed override IActorRefProvider Provider =>
        throw new NotSupportedException($"Logger [{GetType()}] has no provider: it belongs to no actor system.");

    /// <summary>Prints one entry.</summary>
    protected abstract void Log(object message);

    /// <inheritdoc />
    protected sealed override void TellInternal(object message, IActorRef sender) => Log(message);
}
