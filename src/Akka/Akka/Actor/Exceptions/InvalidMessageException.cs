namespace Akka.Actor;

/// <summary><c>null</c> was sent to an actor.</summary>
public class InvalidMessageException : AkkaException
{
    /// <summary>An exception with the standard message.</summary>
    public InvalidMessageException()
        : base("Message is null")
    {
    }

    /// <summary>An exception with a message.</summary>
    public InvalidMessageException(string message)
        : base(message)
    {
    }
}
