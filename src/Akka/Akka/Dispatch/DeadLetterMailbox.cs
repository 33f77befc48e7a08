using Akka.Actor;
using Akka.Dispatch.MessageQueues;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>The mailbox of stopped cells, one for a system. It is closed from the start.</summary>
internal sealed class DeadLetterMailbox : Mailbox
{
    private readonly Func<IActorRef> _deadLetters;

    public DeadLetterMailbox(Func<IActorRef> deadLetters)
        : base(new DeadLetterMessageQueue(deadLetters))
    {
        _deadLetters = deadLetters;
        BecomeClosed();
    }

    internal override void SystemEnqueue(IActorRef receiver, SystemMessage message) => _deadLetters().Tell(message, receiver);

    internal override void CleanUp()
    {
    }
}
