using Akka.Actor;

namespace Akka.Pattern;

/// <summary><see cref="CircuitBreaker.Fail"/> was called.</summary>
public class UserCalledFailException : AkkaException
{
    /// <summary>An exception with the standard message.</summary>
    public UserCalledFailException()
        : base("User code caused [CircuitBreaker] to fail because it calls the [CircuitBreaker.Fail()] method.")
    {
    }
}
