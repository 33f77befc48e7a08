using Akka.Actor;

namespace Akka.Routing;

/// <summary>Something with listeners.</summary>
public interface IListeners
{
    /// <summary>The listeners.</summary>
    ListenerSupport Listeners { get; }
}

/// <summary>An order about listeners.</summary>
public abstract class ListenerMessage
{
}

/// <summary>Adds a listener. Not answered; a repeat does nothing.</summary>
public sealed class Listen : ListenerMessage
{
    /// <summary>Adds <paramref name="listener"/>.</summary>
    public Listen(IActorRef listener)
    {
        Listener = listener;
    }

    /// <summary>The listener.</summary>
    public IActorRef Listener { get; }
}

/// <summary>Removes a listener. Not answered; a repeat does nothing.</summary>
public sealed class Deafen : ListenerMessage
{
    /// <summary>Removes <paramref name="listener"/>.</summary>
    public Deafen(IActorRef listener)
    {
        Listener = listener;
    }

    /// <summary>The listener.</summary>
    public IActorRef Listener { get; }
}
