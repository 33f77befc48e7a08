namespace Akka.Actor;

/// <summary>No answer to an ask came in time.</summary>
public class AskTimeoutException : AkkaException
{
    /// <summary>An exception with a message.</summary>
    public AskTimeoutException(string message)
        : base(message)
    {
    }
}
