using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.TestKit.Internal;

/// <summary>A local reference whose instance the test may touch. Actors without a dispatcher run on the calling thread.</summary>
public sealed class InternalTestActorRef : LocalActorRef
{
    private static int _count;

    private InternalTestActorRef(
        ActorSystemImpl system,
        Props props,
        MessageDispatcher dispatcher,
        MailboxType mailbox,
        IInternalActorRef supervisor,
        ActorPath path)
        : base(system, props, dispatcher, mailbox, supervisor, path)
    {
    }

    /// <summary>The instance. Throws <see cref="InvalidOperationException"/> when it has stopped or has not been made.</summary>
    public ActorBase UnderlyingActor => Cell.Actor
        ?? throw new InvalidOperationException($"Actor [{Path}] has no instance: it has stopped, or its constructor has failed.");

    /// <summary>A new actor below <paramref name="supervisor"/>, or below the user guardian.</summary>
    public static InternalTestActorRef Create(ActorSystem system, Props props, IActorRef? supervisor, string? name)
    {
        var impl = (ActorSystemImpl)system;
        var parent = (LocalActorRef)(supervisor ?? impl.Guardian);
        if (string.IsNullOrEmpty(props.Deploy.Dispatcher))
            props = props.WithDispatcher(CallingThreadDispatcher.Id);
        var dispatcher = impl.Dispatchers.Lookup(props.Dispatcher);
        var mailbox = impl.Mailboxes.GetMailboxType(props, dispatcher.Configurator.Config);
        name ??= $"$test{Interlocked.Increment(ref _count)}";

        parent.Cell.ReserveChild(name);
        var path = (parent.Path / name).WithUid(impl.NextUid());
        var actor = new InternalTestActorRef(impl, props, dispatcher, mailbox, parent, path);
        parent.Cell.AddChild(actor);
        CallingThreadDispatcher.OutsideOfTest(actor.Start);
        return actor;
    }

    /// <summary>Handles <paramref name="message"/> on this thread, past the mailbox; what the actor throws is thrown here.</summary>
    public void Receive(object message, IActorRef? sender) =>
        CallingThreadDispatcher.OutsideOfTest(() => Cell.InvokeDirectly(new Envelope(message, sender!, Cell.System)));

    /// <summary>As above; completes with the handler if that is asynchronous.</summary>
    public async Task ReceiveAsync(object message, IActorRef? sender)
    {
        Receive(message, sender);
        while (Cell.HasPendingTask)
            await Wait.Async.For(TimeSpan.FromMilliseconds(5), CancellationToken.None).ConfigureAwait(false);
    }
}
