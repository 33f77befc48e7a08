using Akka.Event;

namespace Akka.Actor;

/// <summary>One per <see cref="Inbox"/>, under <c>/system</c>: keeps messages and answers receivers in the order they came.</summary>
internal sealed class InboxActor : ActorBase
{
    private readonly int _sizeMax;
    private readonly LinkedList<object> _messages = new();
    private readonly LinkedList<Get> _waiting = new();
    private bool _warned;

    public InboxActor(int sizeMax)
    {
        _sizeMax = sizeMax;
    }

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Get get:
                OnGet(get);
                break;
            case Expired expired:
                if (_waiting.Remove(expired.Get))
                    expired.Get.Result.TrySetResult(new Status.Failure(new TimeoutException("The inbox received nothing in time.")));
                break;
            case StartWatch { Message: null } watch:
                Context.Watch(watch.Target);
                break;
            case StartWatch watch:
                Context.WatchWith(watch.Target, watch.Message);
                break;
            case StopWatch stop:
                Context.Unwatch(stop.Target);
                break;
            default:
                OnMessage(message);
                break;
        }

        return true;
    }

    protected override void PostStop()
    {
        foreach (var waiting in _waiting)
            waiting.Result.TrySetResult(new Status.Failure(new TimeoutException("The inbox was closed.")));
    }

    private void OnGet(Get get)
    {
        for (var node = _messages.First; node is not null; node = node.Next)
        {
            if (get.Predicate is not null && !get.Predicate(node.Value))
                continue;
            _messages.Remove(node);
            get.Result.TrySetResult(node.Value);
            return;
        }

        _waiting.AddLast(get);
        if (get.Timeout >= TimeSpan.Zero)
            Context.System.Scheduler.ScheduleTellOnce(get.Timeout, Self, new Expired(get), Self);
    }

    private void OnMessage(object message)
    {
        for (var node = _waiting.First; node is not null; node = node.Next)
        {
            if (node.Value.Predicate is not null && !node.Value.Predicate(message))
                continue;
            _waiting.Remove(node);
            node.Value.Result.TrySetResult(message);
            return;
        }

        if (_messages.Count < _sizeMax)
        {
            _messages.AddLast(message);
            return;
        }

        if (!_warned)
            Context.System.Log.Warning($"Inbox [{Self.Path}] holds {_sizeMax} messages, further ones are dead "
                + "letters. See akka.actor.inbox.inbox-size.");
        _warned = true;
        Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
    }

    internal sealed record Get(Predicate<object>? Predicate, TimeSpan Timeout, TaskCompletionSource<object> Result)
        : INoSerializationVerificationNeeded;

    internal sealed record Expired(Get Get) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    internal sealed record StartWatch(IActorRef Target, object? Message) : INoSerializationVerificationNeeded;

    internal sealed record StopWatch(IActorRef Target) : INoSerializationVerificationNeeded;
}
