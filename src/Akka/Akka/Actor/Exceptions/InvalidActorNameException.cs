namespace Akka.Actor;

/// <summary>The name of a new actor is malformed or taken.</summary>
public class InvalidActorNameException : AkkaException
{
    /// <summary>An exception with a message.</summary>
    public InvalidActorNameException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public InvalidActorNameException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
