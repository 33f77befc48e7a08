using System.Collections.Concurrent;

namespace Akka.Event;

/// <summary>
/// Hands events to those who subscribed to the class of the event or to a class above it; a subscriber gets an event once, however many of
/// its subscriptions match. Thread-safe; publishing takes no lock once the subscribers of a class are known.
/// </summary>
/// <typeparam name="TEvent">What is published.</typeparam>
/// <typeparam name="TClassifier">By what it is told apart.</typeparam>
/// <typeparam name="TSubscriber">Who gets it.</typeparam>
public abstract class EventBus<TEvent, TClassifier, TSubscriber>
    where TClassifier : notnull
    where TSubscriber : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TClassifier, List<TSubscriber>> _subscriptions = [];
    private volatile ConcurrentDictionary<TClassifier, TSubscriber[]> _receivers = new();

    /// <summary>The subscriber gets events of <paramref name="classifier"/> from now on; false when it did already.</summary>
    public virtual bool Subscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(classifier, out var subscribers))
                _subscriptions[classifier] = subscribers = [];
            if (subscribers.Contains(subscriber))
                return false;
            subscribers.Add(subscriber);
            _receivers = new();
            return true;
        }
    }

    /// <summary>The subscriber gets nothing more; false when it got nothing before.</summary>
    public virtual bool Unsubscribe(TSubscriber subscriber)
    {
        lock (_lock)
        {
            var removed = false;
            foreach (var classifier in _subscriptions.Keys.ToArray())
                removed |= Remove(subscriber, classifier);
            if (removed)
                _receivers = new();
            return removed;
        }
    }

    /// <summary>Ends one subscription; false when there was none.</summary>
    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_lock)
        {
            if (!Remove(subscriber, classifier))
                return false;
            _receivers = new();
            return true;
        }
    }

    /// <summary>Hands <paramref name="event"/> to its subscribers, in the order in which they subscribed.</summary>
    public virtual void Publish(TEvent @event)
    {
        var classifier = GetClassifier(@event);
        if (!_receivers.TryGetValue(classifier, out var receivers))
            receivers = FindReceivers(@event, classifier);
        foreach (var receiver in receivers)
            Publish(@event, receiver);
    }

    /// <summary>The name of the class of <paramref name="source"/>.</summary>
    protected string SimpleName(object source) => SimpleName(source.GetType());

    /// <summary>The name of <paramref name="source"/>, without its namespace.</summary>
    protected string SimpleName(Type source) => source.Name;

    /// <summary>Whether everything of <paramref name="child"/> is also of <paramref name="parent"/>.</summary>
    protected abstract bool IsSubClassification(TClassifier parent, TClassifier child);

    /// <summary>Hands an event to one subscriber.</summary>
    protected abstract void Publish(TEvent @event, TSubscriber subscriber);

    /// <summary>Whether a subscription to <paramref name="classifier"/> takes <paramref name="event"/>.</summary>
    protected abstract bool Classify(TEvent @event, TClassifier classifier);

    /// <summary>The class of an event.</summary>
    protected abstract TClassifier GetClassifier(TEvent @event);

    /// <summary>Whether <paramref name="subscriber"/> has a subscription left.</summary>
    internal bool HasSubscriptions(TSubscriber subscriber)
    {
        lock (_lock)
            return _subscriptions.Values.Any(subscribers => subscribers.Contains(subscriber));
    }

    private TSubscriber[] FindReceivers(TEvent @event, TClassifier classifier)
    {
        lock (_lock)
        {
            var receivers = _subscriptions
                .Where(entry => Classify(@event, entry.Key))
                .SelectMany(entry => entry.Value)
                .Distinct()
                .ToArray();
            _receivers[classifier] = receivers;
            return receivers;
        }
    }

    private bool Remove(TSubscriber subscriber, TClassifier classifier)
    {
        if (!_subscriptions.TryGetValue(classifier, out var subscribers) || !subscribers.Remove(subscriber))
            return false;
        if (subscribers.Count == 0)
            _subscriptions.Remove(classifier);
        return true;
    }
}
