using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <summary>What happens to remoting; published on the event stream. Immutable and thread-safe.</summary>
public abstract class RemotingLifecycleEvent
{
    /// <summary>How serious it is.</summary>
    public abstract LogLevel LogLevel();
}

/// <summary>What happens to the connection with one other system.</summary>
public abstract class AssociationEvent : RemotingLifecycleEvent
{
    /// <summary>An event between two systems.</summary>
    protected AssociationEvent(Address localAddress, Address remoteAddress, bool isInbound)
    {
        LocalAddress = localAddress;
        RemoteAddress = remoteAddress;
        IsInbound = isInbound;
    }

    /// <summary>This system.</summary>
    public Address LocalAddress { get; }

    /// <summary>The other system.</summary>
    public Address RemoteAddress { get; }

    /// <summary>Whether the other system connected to this one.</summary>
    public bool IsInbound { get; }

    /// <summary>The word for it in the log.</summary>
    protected abstract string EventName { get; }

    /// <inheritdoc />
    public override string ToString() => $"{EventName} [{LocalAddress}]{(IsInbound ? " <- " : " -> ")}[{RemoteAddress}]";
}

/// <summary>The first connection with a system is open.</summary>
public sealed class AssociatedEvent(Address localAddress, Address remoteAddress, bool inbound)
    : AssociationEvent(localAddress, remoteAddress, inbound)
{
    /// <inheritdoc />
    protected override string EventName => "Associated";

    /// <inheritdoc />
    public override LogLevel LogLevel() => Event.LogLevel.InfoLevel;
}

/// <summary>The last connection with a system is closed.</summary>
public sealed class DisassociatedEvent(Address localAddress, Address remoteAddress, bool inbound)
    : AssociationEvent(localAddress, remoteAddress, inbound)
{
    /// <inheritdoc />
    protected override string EventName => "Disassociated";

    /// <inheritdoc />
    public override LogLevel LogLevel() => Event.LogLevel.InfoLevel;
}

/// <summary>A system could not be reached, or its connection failed.</summary>
public sealed class AssociationErrorEvent(Exception cause, Address localAddress, Address remoteAddress, bool inbound, LogLevel level)
    : AssociationEvent(localAddress, remoteAddress, inbound)
{
    /// <summary>Why.</summary>
    public Exception Cause { get; } = cause;

    /// <inheritdoc />
    protected override string EventName => "AssociationError";

    /// <inheritdoc />
    public override LogLevel LogLevel() => level;

    /// <inheritdoc />
    public override string ToString() => $"{base.ToString()}: Error [{Cause.Message}]";
}
