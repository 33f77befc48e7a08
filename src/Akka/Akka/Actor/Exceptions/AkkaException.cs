namespace Akka.Actor;

/// <summary>What all exceptions of the engine derive from.</summary>
public abstract class AkkaException : Exception
{
    /// <summary>An exception without a message.</summary>
    protected AkkaException()
    {
    }

    /// <summary>An exception with a message and, optionally, the exception that led to it.</summary>
    protected AkkaException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>The exception that led to this one, or <c>null</c>.</summary>
    protected Exception Cause => InnerException!;
}
