using Akka.Actor;
using VioActors.Domain.Common;

namespace VioActors.Actors.Aggregates;

/// <summary>The aggregate's note to itself to store what was decided since the last write.</summary>
internal sealed class Flush : INoSerializationVerificationNeeded
{
    public static Flush Instance { get; } = new();
}

/// <summary>
/// Asks an aggregate to end here, since it moves to another process. It stores and answers first what it has taken. What it asked others
/// is asked again by its successor.
/// </summary>
public sealed class Retire : INoSerializationVerificationNeeded
{
    private Retire()
    {
    }

    public static Retire Instance { get; } = new();
}

/// <summary>The aggregate's note to itself that all is stored and answered.</summary>
internal sealed class Stop : INoSerializationVerificationNeeded
{
    public static Stop Instance { get; } = new();
}

/// <summary>
/// Published on the event stream of the node: an aggregate's events could not be stored, and it has stopped. It may be its own fault.
/// </summary>
/// <param name="Reason">The journal's words.</param>
public sealed record JournalFailed(string Aggregate, string Reason) : INoSerializationVerificationNeeded;

/// <summary>How a write ended that was made to find out. From <see cref="JournalProbeActor"/> to its parent.</summary>
/// <param name="Reason">Why nothing was written; null: nothing new.</param>
internal sealed record JournalProbeEnded(bool IsWritten, string? Reason) : INoSerializationVerificationNeeded;

/// <summary>An effect that waits for another's answer.</summary>
/// <param name="Conclude">What the answer means.</param>
/// <param name="Attempt">Tries before this one.</param>
internal sealed record OpenEffect(IEffect Effect, IActorRef Target, IDomainMessage Message, Func<IReply, Conclusion> Conclude, int Attempt)
    : INoSerializationVerificationNeeded;

/// <summary>The other answered.</summary>
internal sealed record EffectAnswered(OpenEffect Open, object Reply) : INoSerializationVerificationNeeded;

/// <summary>The other did not answer in time, or cannot be reached.</summary>
internal sealed record EffectUnanswered(OpenEffect Open, string Reason) : INoSerializationVerificationNeeded;

/// <summary>What the answer to an effect means to its aggregate. Immutable.</summary>
/// <param name="IsFinal">False: the same is asked again later.</param>
/// <param name="Completion">What the aggregate tells itself; null for nothing.</param>
public readonly record struct Conclusion(bool IsFinal, ICompletion? Completion)
{
    /// <summary>The other could not do it now.</summary>
    public static Conclusion Retry { get; } = default;

    /// <summary>Done, and nothing follows from it.</summary>
    public static Conclusion Nothing { get; } = new(true, null);

    public static Conclusion Of(ICompletion completion) => new(true, completion);
}
