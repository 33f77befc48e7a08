namespace Akka.Actor;

/// <summary>Why a cell waits for children to stop.</summary>
internal abstract record SuspendReason
{
    /// <summary>The actor stopped single children.</summary>
    public sealed record UserRequest : SuspendReason
    {
        public static readonly UserRequest Instance = new();
    }

    /// <summary>The actor will be restarted because of <paramref name="Cause"/>.</summary>
    public sealed record Recreation(Exception Cause) : SuspendReason;

    /// <summary>The actor will be made for the first time, after a failed attempt.</summary>
    public sealed record Creation : SuspendReason
    {
        public static readonly Creation Instance = new();
    }

    /// <summary>The actor will stop.</summary>
    public sealed record Termination : SuspendReason
    {
        public static readonly Termination Instance = new();
    }
}
