using Akka.Actor;

namespace Akka.Routing;

/// <summary>A message for a router with a hint how to route it; the routee gets the message inside.</summary>
public class RouterEnvelope : IWrappedMessage
{
    /// <summary>Wraps <paramref name="message"/>.</summary>
    public RouterEnvelope(object message)
    {
        Message = message;
    }

    /// <summary>The message.</summary>
    public object Message { get; }
}
