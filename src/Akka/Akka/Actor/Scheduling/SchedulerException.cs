namespace Akka.Actor;

/// <summary>The scheduler does not take any more work.</summary>
public sealed class SchedulerException : AkkaException
{
    /// <summary>An exception with a message.</summary>
    public SchedulerException(string message)
        : base(message)
    {
    }
}
