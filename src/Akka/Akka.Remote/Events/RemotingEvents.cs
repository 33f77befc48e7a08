using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <summary>This system listens.</summary>
public sealed class RemotingListenEvent : RemotingLifecycleEvent
{
    /// <summary>Listening at <paramref name="listenAddresses"/>.</summary>
    public RemotingListenEvent(IList<Address> listenAddresses)
    {
        ListenAddresses = listenAddresses;
    }

    /// <summary>Where others reach it.</summary>
    public IList<Address> ListenAddresses { get; }

    /// <inheritdoc />
    public override LogLevel LogLevel() => Event.LogLevel.InfoLevel;

    /// <inheritdoc />
    public override string ToString() => $"Remoting now listens on addresses: [{string.Join(", ", ListenAddresses)}]";
}

/// <summary>Remoting has ended with its system.</summary>
public sealed class RemotingShutdownEvent : RemotingLifecycleEvent
{
    /// <inheritdoc />
    public override LogLevel LogLevel() => Event.LogLevel.InfoLevel;

    /// <inheritdoc />
    public override string ToString() => "Remoting shut down";
}

/// <summary>Remoting as a whole failed.</summary>
public sealed class RemotingErrorEvent : RemotingLifecycleEvent
{
    /// <summary>A failure because of <paramref name="cause"/>.</summary>
    public RemotingErrorEvent(Exception cause)
    {
        Cause = cause;
    }

    /// <summary>Why.</summary>
    public Exception Cause { get; }

    /// <inheritdoc />
    public override LogLevel LogLevel() => Event.LogLevel.ErrorLevel;

    /// <inheritdoc />
    public override string ToString() => $"Remoting error: [{Cause.Message}]";
}

/// <summary>
/// An incarnation of another system is shut out for good: system messages were lost, or it was declared dead. Only its restart helps.
/// </summary>
public sealed class QuarantinedEvent : RemotingLifecycleEvent
{
    /// <summary>The end of the incarnation <paramref name="uid"/> of <paramref name="address"/>.</summary>
    public QuarantinedEvent(Address address, int uid)
    {
        Address = address;
        Uid = uid;
    }

    /// <summary>The system.</summary>
    public Address Address { get; }

    /// <summary>Its incarnation.</summary>
    public int Uid { get; }

    /// <inheritdoc />
    public override LogLevel LogLevel() => Event.LogLevel.WarningLevel;

    /// <inheritdoc />
    public override string ToString() =>
        $"Association to [{Address}] having UID [{Uid}] is irrecoverably failed. UID is now quarantined and all messages to this UID "
        + "will be delivered to dead letters. Remote ActorSystem must be restarted to recover from this situation.";
}

/// <summary>Another system has shut this one out.</summary>
public sealed class ThisActorSystemQuarantinedEvent : RemotingLifecycleEvent
{
    /// <summary>This system at <paramref name="localAddress"/> was shut out by <paramref name="remoteAddress"/>.</summary>
    public ThisActorSystemQuarantinedEvent(Address localAddress, Address remoteAddress)
    {
        LocalAddress = localAddress;
        RemoteAddress = remoteAddress;
    }

    /// <summary>This system.</summary>
    public Address LocalAddress { get; }

    /// <summary>The other system.</summary>
    public Address RemoteAddress { get; }

    /// <inheritdoc />
    public override LogLevel LogLevel() => Event.LogLevel.WarningLevel;

    /// <inheritdoc />
    public override string ToString() => $"The remote system [{RemoteAddress}] has quarantined this system [{LocalAddress}].";
}
