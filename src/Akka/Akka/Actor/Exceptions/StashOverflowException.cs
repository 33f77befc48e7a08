namespace Akka.Actor;

/// <summary>The bounded stash of an actor is full.</summary>
public class StashOverflowException : AkkaException
{
    /// <summary>An exception with a message and, optionally, its cause.</summary>
    public StashOverflowException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
