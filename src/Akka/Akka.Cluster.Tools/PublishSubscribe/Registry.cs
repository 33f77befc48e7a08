using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>
/// The registrations of all nodes as one of them knows them, with versions, so that nodes tell each other what is new only. A node
/// changes its own and takes those of others over. Not thread-safe.
/// </summary>
internal sealed class Registry
{
    private readonly Address _self;
    private readonly Dictionary<Address, Bucket> _buckets = [];
    private readonly Dictionary<string, SortedDictionary<Address, IActorRef>> _byKey = [];
    private readonly Dictionary<string, SortedSet<string>> _groupsByTopic = [];

    public Registry(Address self)
    {
        _self = self;
    }

    /// <summary>The version of each node's registrations.</summary>
    public ImmutableDictionary<Address, long> Versions => _buckets.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.Version);

    /// <summary>The topics with subscribers anywhere, in groups or not.</summary>
    public ImmutableHashSet<string> Topics => _byKey.Keys.Select(RegistrationKeys.TopicOf).OfType<string>().ToImmutableHashSet();

    /// <summary>Registers or, with <c>null</c>, removes at this node. <paramref name="now"/> makes versions grow over restarts.</summary>
    public void SetOwn(string key, IActorRef? subject, DateTimeOffset now)
    {
        var bucket = BucketOf(_self);
        bucket.Version = Math.Max(bucket.Version + 1, now.ToUnixTimeMilliseconds());
        Store(_self, bucket, key, new Registration(bucket.Version, subject));
    }

    /// <summary>Who is registered under a key, by node.</summary>
    public IReadOnlyCollection<KeyValuePair<Address, IActorRef>> Under(string key) =>
        _byKey.TryGetValue(key, out var found) ? found : (IReadOnlyCollection<KeyValuePair<Address, IActorRef>>)[];

    /// <summary>The keys of the groups of a topic.</summary>
    public IReadOnlyCollection<string> GroupsOf(string topic) =>
        _groupsByTopic.TryGetValue(topic, out var found) ? found : (IReadOnlyCollection<string>)[];

    /// <summary>Whether <paramref name="others"/> has something that is not here.</summary>
    public bool IsBehind(IReadOnlyDictionary<Address, long> others) =>
        others.Any(pair => pair.Value > (_buckets.TryGetValue(pair.Key, out var bucket) ? bucket.Version : 0));

    /// <summary>What one with <paramref name="others"/> lacks: <paramref name="elementsMax"/> registrations at most, oldest
    /// first.</summary>
    public IReadOnlyList<BucketDelta> NewerThan(IReadOnlyDictionary<Address, long> others, int elementsMax)
    {
        var deltas = new List<BucketDelta>();
        var left = elementsMax;
        foreach (var (owner, bucket) in _buckets)
        {
            var known = others.GetValueOrDefault(owner);
            if (bucket.Version <= known || left == 0)
                continue;
            var newer = bucket.Content.Where(pair => pair.Value.Version > known).OrderBy(pair => pair.Value.Version).ToList();
            var chosen = newer.Take(left).ToDictionary(pair => pair.Key, pair => pair.Value);
            var version = chosen.Count < newer.Count ? chosen.Values.Max(one => one.Version) : bucket.Version;
            left -= chosen.Count;
            deltas.Add(new BucketDelta(owner, version, chosen));
        }

        return deltas;
    }

    /// <summary>Takes over what another node knows of others. What is older than what is here is left.</summary>
    public void Merge(BucketDelta delta)
    {
        if (delta.Owner.Equals(_self))
            return;
        var bucket = BucketOf(delta.Owner);
        if (delta.Version <= bucket.Version)
            return;
        foreach (var (key, registration) in delta.Content)
        {
            if (!bucket.Content.TryGetValue(key, out var known) || known.Version < registration.Version)
                Store(delta.Owner, bucket, key, registration);
        }

        bucket.Version = delta.Version;
    }

    /// <summary>Forgets a node that was removed.</summary>
    public void RemoveNode(Address node)
    {
        if (!_buckets.Remove(node, out var bucket))
            return;
        foreach (var key in bucket.Content.Keys)
            Index(node, key, null);
    }

    /// <summary>Forgets removals whose news have reached every node by now: those with a version below
    /// <paramref name="before"/>.</summary>
    public void Prune(DateTimeOffset before)
    {
        foreach (var bucket in _buckets.Values)
        {
            var old = bucket.Content
                .Where(pair => pair.Value.Ref is null && pair.Value.Version < before.ToUnixTimeMilliseconds())
                .Select(pair => pair.Key)
                .ToArray();
            foreach (var key in old)
                bucket.Content.Remove(key);
        }
    }

    private Bucket BucketOf(Address owner)
    {
        if (!_buckets.TryGetValue(owner, out var bucket))
            _buckets[owner] = bucket = new Bucket();
        return bucket;
    }

    private void Store(Address owner, Bucket bucket, string key, Registration registration)
    {
        bucket.Content[key] = registration;
        Index(owner, key, registration.Ref);
    }

    private void Index(Address owner, string key, IActorRef? subject)
    {
        if (!_byKey.TryGetValue(key, out var owners))
        {
            if (subject is null)
                return;
            _byKey[key] = owners = new SortedDictionary<Address, IActorRef>(Address.Comparer);
        }

        if (subject is null)
            owners.Remove(owner);
        else
            owners[owner] = subject;
        if (owners.Count == 0)
            _byKey.Remove(key);
        if (RegistrationKeys.GroupParts(key) is { } parts)
            IndexGroup(parts.Topic, key, owners.Count > 0);
    }

    private void IndexGroup(string topic, string key, bool present)
    {
        if (!_groupsByTopic.TryGetValue(topic, out var groups))
            _groupsByTopic[topic] = groups = new SortedSet<string>(StringComparer.Ordinal);
        if (present)
            groups.Add(key);
        else
            groups.Remove(key);
        if (groups.Count == 0)
            _groupsByTopic.Remove(topic);
    }

    private sealed class Bucket
    {
        public long Version { get; set; }

        public Dictionary<string, Registration> Content { get; } = [];
    }
}
