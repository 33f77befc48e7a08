using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Stands for an actor that does not exist: messages are dead letters, a watch ends at once.</summary>
public class EmptyLocalActorRef : MinimalActorRef
{
    private readonly EventStream _eventStream;

    /// <summary>The missing actor at <paramref name="path"/>.</summary>
    public EmptyLocalActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream)
    {
        Provider = provider;
        Path = path;
        _eventStream = eventStream;
    }

    /// <inheritdoc />
    public override ActorPath Path { get; }

    /// <inheritdoc />
    public override IActorRefProvider Provider { get; }

    /// <inheritdoc />
    public override bool IsTerminated => true;

    /// <inheritdoc />
    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is not DeathWatchNotification)
            SpecialHandle(message, Provider.DeadLetters);
    }

    /// <inheritdoc />
    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is DeadLetter)
            SpecialHandle(message, sender);
        else if (!SpecialHandle(message, sender))
            _eventStream.Publish(new DeadLetter(message, sender ?? Provider.DeadLetters, this));
    }

    /// <summary>Takes what a missing actor still answers; true when done.</summary>
    protected virtual bool SpecialHandle(object message, IActorRef sender)
    {
        switch (message)
        {
            case Watch watch:
                if (watch.Watchee.Equals(this) && !watch.Watcher.Equals(this))
                    watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, false, false));
                return true;
            case Unwatch:
                return true;
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
                return true;
            case ActorSelectionMessage selection:
                if (selection.Message is Identify inner && !selection.WildcardFanOut)
                    sender?.Tell(new ActorIdentity(inner.MessageId, null), ActorRefs.NoSender);
                else if (!selection.WildcardFanOut)
                    _eventStream.Publish(new DeadLetter(selection.Message, sender ?? Provider.DeadLetters, this));
                return true;
            case IDeadLetterSuppression suppressed:
                _eventStream.Publish(new SuppressedDeadLetter(suppressed, sender ?? Provider.DeadLetters, this));
                return true;
            default:
                return false;
        }
    }
}
