using Akka.Actor;

namespace Akka.Pattern;

/// <summary>How a backoff supervisor behaves. Immutable.</summary>
public abstract class BackoffOptions
{
    /// <summary>Forget the restarts when the child has run for <paramref name="resetBackoff"/>.</summary>
    public abstract BackoffOptions WithAutoReset(TimeSpan resetBackoff);

    /// <summary>Forget the restarts at <see cref="BackoffSupervisorBase.Reset"/> only.</summary>
    public abstract BackoffOptions WithManualReset();

    /// <summary>With a strategy in place of the default one.</summary>
    public abstract BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy);

    /// <summary>With the strategy that always stops; for <see cref="Backoff.OnStop"/>.</summary>
    public abstract BackoffOptions WithDefaultStoppingStrategy();

    /// <summary>
    /// Answer messages that come while there is no child with <paramref name="replyWhileStopped"/>; without it they are dead
    /// letters.
    /// </summary>
    public abstract BackoffOptions WithReplyWhileStopped(object replyWhileStopped);

    /// <summary>Give up after <paramref name="maxNrOfRetries"/> restarts; -1: never.</summary>
    public abstract BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries);

    /// <summary>A message that <paramref name="isFinalStopMessage"/> chooses may stop the child for good.</summary>
    public abstract BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage);

    /// <summary>The props of the supervisor.</summary>
    internal abstract Props Props { get; }
}

/// <summary>What makes the supervisor wait and restart.</summary>
internal enum RestartType
{
    OnFailure,
    OnStop,
}

/// <summary>When the restarts are forgotten.</summary>
public interface IBackoffReset
{
}

/// <summary>At the user's word.</summary>
internal sealed record ManualReset : IBackoffReset;

/// <summary>When the child has run for some time.</summary>
internal sealed record AutoReset(TimeSpan ResetBackoff) : IBackoffReset;
