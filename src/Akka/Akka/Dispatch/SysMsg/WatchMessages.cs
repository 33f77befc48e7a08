using Akka.Actor;

namespace Akka.Dispatch.SysMsg;

/// <summary>Watcher to watchee: tell me when you stop.</summary>
public sealed class Watch : SystemMessage
{
    /// <summary>A watch.</summary>
    public Watch(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        Watchee = watchee;
        Watcher = watcher;
    }

    /// <summary>The one that is watched.</summary>
    public IInternalActorRef Watchee { get; }

    /// <summary>The one that wants to know.</summary>
    public IInternalActorRef Watcher { get; }
}

/// <summary>Undoes <see cref="Watch"/>.</summary>
public sealed class Unwatch : SystemMessage
{
    /// <summary>The end of a watch.</summary>
    public Unwatch(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        Watchee = watchee;
        Watcher = watcher;
    }

    /// <summary>The one that was watched.</summary>
    public IInternalActorRef Watchee { get; }

    /// <summary>The one that wanted to know.</summary>
    public IInternalActorRef Watcher { get; }
}

/// <summary>To parent and watchers: <see cref="Actor"/> has stopped.</summary>
public sealed class DeathWatchNotification : SystemMessage
{
    /// <summary>The end of <paramref name="actor"/>.</summary>
    public DeathWatchNotification(IActorRef actor, bool existenceConfirmed, bool addressTerminated)
    {
        Actor = actor;
        ExistenceConfirmed = existenceConfirmed;
        AddressTerminated = addressTerminated;
    }

    /// <summary>The actor that stopped.</summary>
    public IActorRef Actor { get; }

    /// <summary>Whether the actor is known to have existed.</summary>
    public bool ExistenceConfirmed { get; }

    /// <summary>Whether its whole system is gone.</summary>
    public bool AddressTerminated { get; }
}

/// <summary>Child to parent: <see cref="Child"/> failed and waits, suspended, for the verdict.</summary>
public sealed class Failed : SystemMessage
{
    /// <summary>A failure of the incarnation <paramref name="uid"/>.</summary>
    public Failed(IActorRef child, Exception cause, long uid)
    {
        Child = child;
        Cause = cause;
        Uid = uid;
    }

    /// <summary>The child.</summary>
    public IActorRef Child { get; }

    /// <summary>What it threw.</summary>
    public Exception Cause { get; }

    /// <summary>Its incarnation.</summary>
    public long Uid { get; }
}
