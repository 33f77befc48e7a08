namespace Akka.Actor;

/// <summary>
/// The constructor of the new instance or <c>PostRestart</c> threw during a restart. The default decider stops the actor.
/// </summary>
public class PostRestartException : ActorInitializationException
{
    /// <summary>An exception of <paramref name="actor"/>, which was being restarted because of <paramref name="originalCause"/>.</summary>
    public PostRestartException(IActorRef actor, Exception? cause, Exception originalCause)
        : base(actor, $"Exception post restart ({(originalCause is null ? "null" : originalCause.GetType().FullName)})", cause)
    {
        OriginalCause = originalCause!;
    }

    /// <summary>The failure that led to the restart.</summary>
    public Exception OriginalCause { get; }
}
