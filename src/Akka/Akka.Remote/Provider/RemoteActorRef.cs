using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Remote.Transport;

namespace Akka.Remote;

/// <summary>
/// A reference to an actor of another system. Messages to it are delivered at most once and in order per sender; a watch of it is told
/// when the actor stops or its system is gone. Thread-safe.
/// </summary>
public class RemoteActorRef : InternalActorRefBase, IRemoteRef
{
    private readonly TcpRemoting _transport;
    private readonly IRemoteActorRefProvider _provider;
    private Association? _association;
    private IInternalActorRef? _parent;

    internal RemoteActorRef(TcpRemoting transport, IRemoteActorRefProvider provider, ActorPath path)
    {
        _transport = transport;
        _provider = provider;
        Path = path;
        Stream = transport.Routes.StreamOf(path.Elements);
        IsTemporary = path.Depth > 0 && path.ParentOf(1).Name == "temp";
    }

    /// <inheritdoc />
    public override ActorPath Path { get; }

    /// <inheritdoc />
    public override IInternalActorRef Parent => _parent ??= Path.Depth == 0
        ? this
        : new RemoteActorRef(_transport, _provider, Path.Parent);

    /// <inheritdoc />
    public override IActorRefProvider Provider => _provider;

    /// <inheritdoc />
    public override bool IsLocal => false;

    /// <inheritdoc />
    public override bool IsTerminated => false;

    /// <summary>Through which stream messages go.</summary>
    internal StreamKind Stream { get; }

    /// <summary>Whether the path is used for one answer only.</summary>
    internal bool IsTemporary { get; }

    /// <inheritdoc />
    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        var path = Path;
        foreach (var element in name)
        {
            if (element == "..")
                path = path.Parent;
            else if (element.Length > 0)
                path /= element;
        }

        return path == Path ? this : new RemoteActorRef(_transport, _provider, path);
    }

    /// <inheritdoc />
    public override void Start()
    {
    }

    /// <inheritdoc />
    public override void Suspend() => SendSystemMessage(new Suspend());

    /// <inheritdoc />
    public override void Resume(Exception causedByFailure = null!) => SendSystemMessage(new Resume(causedByFailure));

    /// <inheritdoc />
    public override void Restart(Exception cause) => SendSystemMessage(new Recreate(cause));

    /// <inheritdoc />
    public override void Stop() => SendSystemMessage(new Terminate());

    /// <inheritdoc />
    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Watch watch when IsIntercepted(watch.Watchee, watch.Watcher):
                _provider.RemoteWatcher.Tell(new RemoteWatcher.WatchRemote(watch.Watchee, watch.Watcher), ActorRefs.NoSender);
                break;
            case Unwatch unwatch when IsIntercepted(unwatch.Watchee, unwatch.Watcher):
                _provider.RemoteWatcher.Tell(new RemoteWatcher.UnwatchRemote(unwatch.Watchee, unwatch.Watcher), ActorRefs.NoSender);
                break;
            default:
                Association.SendSystem(message, this);
                break;
        }
    }

    /// <inheritdoc />
    protected override void TellInternal(object message, IActorRef sender) => Association.Send(message, sender, this);

    private Association Association => _association ??= _transport.AssociationWith(Path.Address);

    /// <summary>Watches go through the remote watcher, which notices the end of systems. Its own go straight.</summary>
    private bool IsIntercepted(IInternalActorRef watchee, IInternalActorRef watcher) =>
        watchee.Equals(this) && !watcher.Equals(_provider.RemoteWatcher);
}
