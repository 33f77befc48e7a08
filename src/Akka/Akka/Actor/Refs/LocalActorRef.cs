using System.Runtime.CompilerServices;
using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>A reference to an actor of this process. Thread-safe.</summary>
public class LocalActorRef : ActorRefWithCell, ILocalRef
{
    private readonly ActorPath _path;
    private readonly ActorCell _cell;

    /// <summary>A new actor, which begins with <see cref="Start"/>.</summary>
    public LocalActorRef(
        ActorSystemImpl system,
        Props props,
        MessageDispatcher dispatcher,
        MailboxType mailboxType,
        IInternalActorRef supervisor,
        ActorPath path)
    {
        _path = path;
        _cell = NewActorCell(system, this, props, dispatcher, supervisor);
        _cell.Init(mailboxType);
    }

    /// <summary>The cell.</summary>
    public ActorCell Cell => _cell;

    /// <inheritdoc />
    public override ICell Underlying => _cell;

    /// <inheritdoc />
    public override ActorPath Path => _path;

    /// <inheritdoc />
    public override IActorRefProvider Provider => _cell.SystemImpl.Provider;

    /// <inheritdoc />
    public override IInternalActorRef Parent => _cell.Parent;

    /// <inheritdoc />
    public override IEnumerable<IActorRef> Children => _cell.GetChildren();

    /// <inheritdoc />
    public override bool IsLocal => true;

    /// <inheritdoc />
    public override bool IsTerminated => _cell.IsTerminated;

    /// <inheritdoc />
    public override void Start() => _cell.Start();

    /// <inheritdoc />
    public override void Suspend() => _cell.Suspend();

    /// <inheritdoc />
    public override void Resume(Exception causedByFailure = null!) => _cell.Resume(causedByFailure);

    /// <inheritdoc />
    public override void Restart(Exception cause) => _cell.Restart(cause);

    /// <inheritdoc />
    public override void Stop() => _cell.Stop();

    /// <inheritdoc />
    public override void SendSystemMessage(ISystemMessage message) => _cell.SendSystemMessage(message);

    /// <inheritdoc />
    public override IInternalActorRef GetSingleChild(string name) => _cell.GetSingleChild(name);

    /// <inheritdoc />
    public override IActorRef GetChild(IReadOnlyList<string> name) => ActorTree.Find(this, name, 0);

    /// <summary>Makes the cell; called by the constructor.</summary>
    protected virtual ActorCell NewActorCell(
        ActorSystemImpl system,
        IInternalActorRef self,
        Props props,
        MessageDispatcher dispatcher,
        IInternalActorRef supervisor) =>
        new(system, self, props, dispatcher, supervisor);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected override void TellInternal(object message, IActorRef sender) => _cell.SendMessage(sender, message);
}
