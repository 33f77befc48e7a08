using Akka.Actor;

namespace Akka.Remote.Transport;

/// <summary>What happens to the frames of one direction of a link. For tests.</summary>
public abstract class ThrottleMode
{
}

/// <summary>They pass.</summary>
public sealed class Unthrottled : ThrottleMode
{
    /// <summary>The only value.</summary>
    public static readonly Unthrottled Instance = new();

    private Unthrottled()
    {
    }
}

/// <summary>They are lost without a trace.</summary>
public sealed class Blackhole : ThrottleMode
{
    /// <summary>The only value.</summary>
    public static readonly Blackhole Instance = new();

    private Blackhole()
    {
    }
}

/// <summary>Each batch of them is held up. Only for frames that are sent.</summary>
/// <param name="delay">For how long.</param>
public sealed class Delayed(TimeSpan delay) : ThrottleMode
{
    /// <summary>For how long.</summary>
    public TimeSpan Delay { get; } = delay;
}

/// <summary>The directions of a link.</summary>
public static class ThrottleTransportAdapter
{
    /// <summary>Which frames, seen from the system that gets the command.</summary>
    public enum Direction
    {
        /// <summary>Those that it sends.</summary>
        Send,

        /// <summary>Those that it receives.</summary>
        Receive,

        /// <summary>All.</summary>
        Both,
    }
}

/// <summary>A command for <see cref="RemoteTransport.ManagementCommand"/>: from now on <paramref name="Mode"/> counts for a link.</summary>
/// <param name="Address">The other system.</param>
/// <param name="Direction">One direction or both.</param>
/// <param name="Mode">What happens.</param>
public sealed record SetThrottle(Address Address, ThrottleTransportAdapter.Direction Direction, ThrottleMode Mode);
