namespace Akka.Actor;

/// <summary>Something was asked of an object that is not in the state for it.</summary>
public class IllegalStateException : AkkaException
{
    /// <summary>An exception with a message.</summary>
    public IllegalStateException(string message)
        : base(message)
    {
    }
}
