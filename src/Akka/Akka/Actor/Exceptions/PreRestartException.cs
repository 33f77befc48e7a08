namespace Akka.Actor;

/// <summary><c>PreRestart</c> threw. It is logged; the restart goes on.</summary>
public class PreRestartException : ActorInitializationException
{
    /// <summary>An exception of <paramref name="actor"/>, which was being restarted because of <paramref name="cause"/>.</summary>
    public PreRestartException(IActorRef actor, Exception restartException, Exception cause, object? optionalMessage)
        : base(
            actor,
            $"Exception in PreRestart while handling [{cause.GetType().FullName}] on message [{optionalMessage ?? "none"}]",
            restartException)
    {
        RestartCause = cause;
        OptionalMessage = optionalMessage;
    }

    /// <summary>The failure that led to the restart.</summary>
    public Exception RestartCause { get; }

    /// <summary>The message that was being handled, or <c>null</c>.</summary>
    public object? OptionalMessage { get; }
}
