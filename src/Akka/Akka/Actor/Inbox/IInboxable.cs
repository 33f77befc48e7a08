namespace Akka.Actor;

/// <summary>Something outside of all actors that sends, receives and watches.</summary>
public interface IInboxable : ICanWatch
{
    /// <summary>The reference that messages are sent to.</summary>
    IActorRef Receiver { get; }

    /// <summary>Sends <paramref name="message"/> with <see cref="Receiver"/> as the sender.</summary>
    void Send(IActorRef actorRef, object message);

    /// <summary>The next message; waits for the default timeout.</summary>
    object Receive();

    /// <summary>The next message; waits for <paramref name="timeout"/>.</summary>
    object Receive(TimeSpan timeout);

    /// <summary>The next message that <paramref name="predicate"/> chooses; others stay.</summary>
    object ReceiveWhere(Predicate<object> predicate);

    /// <summary>As above with a timeout.</summary>
    object ReceiveWhere(Predicate<object> predicate, TimeSpan timeout);
}
