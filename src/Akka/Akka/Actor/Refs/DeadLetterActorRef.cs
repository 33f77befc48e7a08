using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Where undeliverable messages go: they are published as <see cref="DeadLetter"/> on the event stream.</summary>
internal sealed class DeadLetterActorRef : EmptyLocalActorRef
{
    private readonly EventStream _eventStream;

    public DeadLetterActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream)
        : base(provider, path, eventStream)
    {
        _eventStream = eventStream;
    }

    /// <inheritdoc />
    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case DeadLetter letter:
                if (!SpecialHandle(letter.Message, letter.Sender))
                    _eventStream.Publish(letter);
                break;
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, this), ActorRefs.NoSender);
                break;
            default:
                if (!SpecialHandle(message, sender))
                    _eventStream.Publish(new DeadLetter(message, sender ?? this, this));
                break;
        }
    }

    /// <inheritdoc />
    protected override bool SpecialHandle(object message, IActorRef sender)
    {
        if (message is not Watch watch)
            return message is SystemMessage || base.SpecialHandle(message, sender);

        if (!watch.Watchee.Equals(this) && !watch.Watcher.Equals(this))
            watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, false, false));
        return true;
    }
}
