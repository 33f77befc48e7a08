namespace Akka.Actor;

/// <summary>A path or selection is malformed.</summary>
public class IllegalActorNameException : AkkaException
{
    /// <summary>An exception with a message.</summary>
    public IllegalActorNameException(string message)
        : base(message)
    {
    }
}
