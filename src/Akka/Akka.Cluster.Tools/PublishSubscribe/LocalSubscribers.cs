using Akka.Actor;

namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>The subscribers of one node, by topic and group, in the order they came. Not thread-safe.</summary>
internal sealed class LocalSubscribers
{
    private readonly Dictionary<string, List<IActorRef>> _byKey = [];
    private readonly Dictionary<IActorRef, HashSet<string>> _byRef = [];

    /// <summary>Adds one. True when it is the first under its key, which others must know then.</summary>
    public bool Add(string topic, string? group, IActorRef subscriber)
    {
        var key = Key(topic, group);
        if (!_byKey.TryGetValue(key, out var subscribers))
            _byKey[key] = subscribers = [];
        if (subscribers.Contains(subscriber))
            return false;
        subscribers.Add(subscriber);
        if (!_byRef.TryGetValue(subscriber, out var keys))
            _byRef[subscriber] = keys = [];
        keys.Add(key);
        return subscribers.Count == 1;
    }

    /// <summary>Removes one. True when it was the last under its key.</summary>
    public bool Remove(string topic, string? group, IActorRef subscriber) => Remove(Key(topic, group), subscriber);

    /// <summary>Removes one from everywhere; the keys under which it was the last.</summary>
    public IReadOnlyList<string> Remove(IActorRef subscriber) => _byRef.TryGetValue(subscriber, out var keys)
        ? [.. keys.ToArray().Where(key => Remove(key, subscriber))]
        : [];

    /// <summary>Whether it subscribes to anything.</summary>
    public bool Has(IActorRef subscriber) => _byRef.ContainsKey(subscriber);

    /// <summary>The subscribers of a topic that are in a group, or in none.</summary>
    public IReadOnlyList<IActorRef> Of(string topic, string? group) =>
        _byKey.TryGetValue(Key(topic, group), out var subscribers) ? subscribers : [];

    public static string Key(string topic, string? group) =>
        group is null ? RegistrationKeys.Topic(topic) : RegistrationKeys.Group(topic, group);

    private bool Remove(string key, IActorRef subscriber)
    {
        if (!_byKey.TryGetValue(key, out var subscribers) || !subscribers.Remove(subscriber))
            return false;
        var keys = _byRef[subscriber];
        keys.Remove(key);
        if (keys.Count == 0)
            _byRef.Remove(subscriber);
        if (subscribers.Count > 0)
            return false;
        _byKey.Remove(key);
        return true;
    }
}
