using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>
/// One shard on its way out of a region: first every region confirms that it keeps new messages (and that earlier ones have arrived),
/// then the shard is stopped. Not thread-safe.
/// </summary>
internal sealed class ShardMove
{
    private readonly HashSet<IActorRef> _unconfirmed;
    private readonly HashSet<IActorRef> _waiting = [];

    public ShardMove(long number, string shard, IActorRef from, IEnumerable<IActorRef> all)
    {
        Number = number;
        Shard = shard;
        From = from;
        _unconfirmed = [.. all];
    }

    public long Number { get; }

    public string Shard { get; }

    public IActorRef From { get; }

    /// <summary>The regions that may still send to the old home.</summary>
    public IReadOnlyCollection<IActorRef> Unconfirmed => _unconfirmed;

    /// <summary>Those who have asked for the home of the shard meanwhile.</summary>
    public IReadOnlyCollection<IActorRef> Waiting => _waiting;

    /// <summary>Whether the region was told to stop the shard.</summary>
    public bool IsStopping { get; private set; }

    public void Wait(IActorRef requester) => _waiting.Add(requester);

    /// <summary>A region has confirmed, or is gone. True once: when the shard is to be stopped now.</summary>
    public bool Confirm(IActorRef region)
    {
        _unconfirmed.Remove(region);
        if (_unconfirmed.Count > 0 || IsStopping)
            return false;
        IsStopping = true;
        return true;
    }
}
