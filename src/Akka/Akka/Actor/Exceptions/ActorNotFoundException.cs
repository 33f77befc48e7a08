namespace Akka.Actor;

/// <summary>A selection matched no actor.</summary>
public class ActorNotFoundException : AkkaException
{
    /// <summary>An exception without a message.</summary>
    public ActorNotFoundException()
    {
    }

    /// <summary>An exception with a message and, optionally, its cause.</summary>
    public ActorNotFoundException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
