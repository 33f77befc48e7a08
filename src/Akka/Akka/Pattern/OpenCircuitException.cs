using Akka.Actor;

namespace Akka.Pattern;

/// <summary>A circuit breaker did not let a call through.</summary>
public class OpenCircuitException : AkkaException
{
    /// <summary>An exception with the standard message.</summary>
    public OpenCircuitException()
        : base("Circuit Breaker is open; calls are failing fast")
    {
    }

    /// <summary>An exception with the failure that opened the breaker.</summary>
    public OpenCircuitException(Exception cause)
        : base("Circuit Breaker is open; calls are failing fast", cause)
    {
    }

    /// <summary>An exception with a message.</summary>
    public OpenCircuitException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
