using System.Runtime.CompilerServices;
using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>
/// Everything of an actor that outlives a restart: mailbox, children, watches, behaviours, current message. Sending is
/// thread-safe; the rest belongs to the thread that runs the actor.
/// </summary>
public partial class ActorCell : IUntypedActorContext, ICell
{
    [ThreadStatic]
    private static ActorCell? _current;

    private readonly ActorSystemImpl _systemImpl;
    private readonly IInternalActorRef _self;
    private readonly Props _props;
    private readonly IInternalActorRef _parent;
    private readonly MessageDispatcher _dispatcher;
    private volatile Mailbox? _mailbox;
    private ActorBase? _actor;

    /// <summary>The cell of <paramref name="self"/>.</summary>
    public ActorCell(ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef parent)
    {
        _systemImpl = system;
        _self = self;
        _props = props;
        _dispatcher = dispatcher;
        _parent = parent;
        Gate = (parent as LocalActorRef)?.Cell?.Gate;
    }

    /// <summary>The cell that runs on this thread, if any.</summary>
    public static ActorCell? Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _current;
        internal set => _current = value;
    }

    /// <inheritdoc cref="ICell.SystemImpl" />
    public ActorSystemImpl SystemImpl => _systemImpl;

    /// <inheritdoc cref="IActorContext.System" />
    public ActorSystem System => _systemImpl;

    /// <inheritdoc cref="IActorContext.Self" />
    public IActorRef Self => _self;

    /// <inheritdoc cref="IActorContext.Props" />
    public Props Props => _props;

    /// <inheritdoc cref="ICell.Parent" />
    public IInternalActorRef Parent => _parent;

    IActorRef IActorContext.Parent => _parent;

    /// <inheritdoc />
    public MessageDispatcher Dispatcher => _dispatcher;

    /// <summary>The instance; <c>null</c> before it is made and after it has stopped.</summary>
    public ActorBase? Actor => _actor;

    /// <summary>What holds the messages of this actor or of its children; the children inherit it.</summary>
    internal ActGate? Gate { get; set; }

    /// <summary>The mailbox.</summary>
    public Mailbox Mailbox => _mailbox!;

    /// <inheritdoc />
    public bool IsTerminated => _mailbox!.IsClosed;

    /// <inheritdoc />
    public bool HasMessages => _mailbox!.HasMessages;

    /// <inheritdoc />
    public int NumberOfMessages => _mailbox!.NumberOfMessages;

    /// <summary>The running actor, or no sender.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IActorRef GetCurrentSelfOrNoSender() => _current?._self ?? ActorRefs.NoSender;

    /// <summary>The sender of the message that is being handled, or no sender.</summary>
    public static IActorRef GetCurrentSenderOrNoSender() => _current?.Sender ?? ActorRefs.NoSender;

    /// <summary>Makes the mailbox; the first message in it makes the actor.</summary>
    internal void Init(MailboxType mailboxType)
    {
        var mailbox = _dispatcher.CreateMailbox(this, mailboxType);
        mailbox.SetActor(this);
        _mailbox = mailbox;
        mailbox.SystemEnqueue(_self, new Create(Mailboxes.CheckFit(_self, _props, mailbox)));
    }

    /// <inheritdoc />
    public virtual void Start()
    {
        PreStart();
        _dispatcher.Attach(this);
    }

    /// <inheritdoc />
    public void Suspend() => SendSystemMessage(new Suspend());

    /// <inheritdoc />
    public void Resume(Exception? causedByFailure) => SendSystemMessage(new Resume(causedByFailure));

    /// <inheritdoc />
    public void Restart(Exception cause) => SendSystemMessage(new Recreate(cause));

    /// <inheritdoc />
    public void Stop() => SendSystemMessage(new Terminate());

    /// <inheritdoc />
    public virtual void SendMessage(IActorRef sender, object message)
    {
        if (_systemImpl.VerifySerialization && !SerializationVerification.TryCopy(_systemImpl, _self, ref message))
            return;
        _dispatcher.Dispatch(this, new Envelope(message, sender ?? _systemImpl.DeadLetters));
    }

    /// <summary>Delivers an envelope.</summary>
    public void SendMessage(Envelope envelope) => SendMessage(envelope.Sender, envelope.Message);

    /// <inheritdoc />
    public virtual void SendSystemMessage(ISystemMessage message) => _dispatcher.SystemDispatch(this, (SystemMessage)message);

    /// <summary>Runs <paramref name="action"/> as if this cell were handling a message.</summary>
    public void UseThreadContext(Action action)
    {
        var previous = _current;
        _current = this;
        try
        {
            action();
        }
        finally
        {
            _current = previous;
        }
    }

    internal Mailbox SwapMailbox(Mailbox mailbox)
    {
        var old = _mailbox!;
        _mailbox = mailbox;
        return old;
    }

    /// <summary>Runs before the cell is attached to its dispatcher.</summary>
    private protected virtual void PreStart()
    {
    }
}
