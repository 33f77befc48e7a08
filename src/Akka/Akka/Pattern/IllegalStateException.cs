using Akka.Actor;

namespace Akka.Pattern;

/// <summary>An object was used in a state that does not allow it.</summary>
public class IllegalStateException : AkkaException
{
    /// <summary>An exception with a message.</summary>
    public IllegalStateException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public IllegalStateException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
