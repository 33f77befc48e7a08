namespace Akka.Actor;

/// <summary>An actor was used in a state that does not allow it.</summary>
public class IllegalActorStateException : AkkaException
{
    /// <summary>An exception with a message.</summary>
    public IllegalActorStateException(string message)
        : base(message)
    {
    }
}
