using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Event;

/// <summary>
/// The bus of a system: log entries, dead letters, unhandled messages and whatever an application publishes. Subscribers that stop are
/// taken off. Thread-safe.
/// </summary>
public class EventStream : LoggingBus
{
    private readonly bool _debug;
    private readonly Lock _unsubscriberLock = new();
    private readonly HashSet<IActorRef> _waitingForUnsubscriber = [];
    private IActorRef? _unsubscriber;

    /// <summary>A stream; with <paramref name="debug"/> it logs each subscription.</summary>
    public EventStream(bool debug)
    {
        _debug = debug;
    }

    /// <inheritdoc />
    public override bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(channel);
        RegisterWithUnsubscriber(subscriber);
        var added = base.Subscribe(subscriber, channel);
        if (_debug)
            PublishDebug($"subscribing {subscriber} to channel {channel}");
        return added;
    }

    /// <inheritdoc />
    public override bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(channel);
        var removed = base.Unsubscribe(subscriber, channel);
        UnregisterIfIdle(subscriber);
        if (_debug)
            PublishDebug($"unsubscribing {subscriber} from channel {channel}");
        return removed;
    }

    /// <inheritdoc />
    public override bool Unsubscribe(IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        var removed = base.Unsubscribe(subscriber);
        UnregisterIfIdle(subscriber);
        if (_debug)
            PublishDebug($"unsubscribing {subscriber} from all channels");
        return removed;
    }

    /// <summary>Starts the actor that takes stopped subscribers off. Called once by the system.</summary>
    public void StartUnsubscriber(ActorSystemImpl system)
    {
        lock (_unsubscriberLock)
        {
            _unsubscriber = system.SystemActorOf(
                Props.CreateBy(() => new EventStreamUnsubscriber(this)).WithDispatcher(system.Settings.LoggersDispatcher),
                "EventStreamUnsubscriber");
            foreach (var subscriber in _waitingForUnsubscriber)
                _unsubscriber.Tell(new EventStreamUnsubscriber.Register(subscriber), ActorRefs.NoSender);
            _waitingForUnsubscriber.Clear();
        }
    }

    private void RegisterWithUnsubscriber(IActorRef subscriber)
    {
        if (subscriber is MinimalActorRef)
            return;
        lock (_unsubscriberLock)
        {
            if (_unsubscriber is null)
                _waitingForUnsubscriber.Add(subscriber);
            else
                _unsubscriber.Tell(new EventStreamUnsubscriber.Register(subscriber), ActorRefs.NoSender);
        }
    }

    private void UnregisterIfIdle(IActorRef subscriber)
    {
        if (HasSubscriptions(subscriber))
            return;
        lock (_unsubscriberLock)
        {
            if (_unsubscriber is null)
                _waitingForUnsubscriber.Remove(subscriber);
            else
                _unsubscriber.Tell(new EventStreamUnsubscriber.UnregisterIfIdle(subscriber), ActorRefs.NoSender);
        }
    }

    private void PublishDebug(string text) => Publish(new Debug(SimpleName(this), GetType(), text));
}
