using Akka.Actor;

namespace Akka.Routing;

/// <summary>Where a router sends to. Immutable and thread-safe.</summary>
public class Routee
{
    /// <summary>Nowhere: what is sent there is a dead letter.</summary>
    public static readonly Routee NoRoutee = new NoRoutee();

    /// <summary>The routee <paramref name="actorRef"/>.</summary>
    public static Routee FromActorRef(IActorRef actorRef) => new ActorRefRoutee(actorRef);

    /// <summary>Sends <paramref name="message"/>.</summary>
    public virtual void Send(object message, IActorRef sender)
    {
    }

    /// <summary>Sends <paramref name="message"/> and waits for the answer.</summary>
    public virtual Task<object> Ask(object message, TimeSpan? timeout) =>
        throw new NotSupportedException($"A routee of [{GetType()}] cannot be asked.");
}

/// <summary>See <see cref="Routee.NoRoutee"/>.</summary>
internal sealed class NoRoutee : Routee
{
    public override void Send(object message, IActorRef sender)
    {
        if (ActorCell.Current is { } cell)
            cell.System.DeadLetters.Tell(message, sender);
    }
}
