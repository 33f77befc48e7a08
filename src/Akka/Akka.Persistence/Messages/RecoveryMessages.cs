using Akka.Actor;

namespace Akka.Persistence;

/// <summary>The last message of a recovery: the actor has seen its snapshot and all its events.</summary>
public sealed class RecoveryCompleted
{
    public static readonly RecoveryCompleted Instance = new();

    private RecoveryCompleted()
    {
    }

    public override bool Equals(object? obj) => obj is RecoveryCompleted;

    public override int GetHashCode() => nameof(RecoveryCompleted).GetHashCode(StringComparison.Ordinal);
}

/// <summary>The journal was silent for longer than <c>recovery-event-timeout</c>.</summary>
public sealed class RecoveryTimedOutException : AkkaException
{
    public RecoveryTimedOutException()
    {
    }

    public RecoveryTimedOutException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}

internal sealed record RequestRecoveryPermit : INoSerializationVerificationNeeded
{
    public static readonly RequestRecoveryPermit Instance = new();
}

internal sealed record RecoveryPermitGranted : INoSerializationVerificationNeeded
{
    public static readonly RecoveryPermitGranted Instance = new();
}

internal sealed record ReturnRecoveryPermit : INoSerializationVerificationNeeded
{
    public static readonly ReturnRecoveryPermit Instance = new();
}

/// <summary>Looks whether the recovery has moved since the last tick; <paramref name="Snapshot"/>: still waiting for the
/// snapshot.</summary>
internal sealed record RecoveryTick(bool Snapshot, int ActorInstanceId) : INoSerializationVerificationNeeded;
