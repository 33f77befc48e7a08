using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>
/// On which incarnation of which node a region lives, so that the removal of a node ends its regions and not those of a node that
/// has come up under the same address since. Not thread-safe.
/// </summary>
internal sealed class RegionNodes
{
    private readonly Dictionary<IActorRef, UniqueAddress> _nodes = [];
    private readonly Address _self;

    public RegionNodes(Address self)
    {
        _self = self;
    }

    /// <summary>The region has registered from a member.</summary>
    public void Note(IActorRef region, UniqueAddress node) => _nodes[region] = node;

    public void Forget(IActorRef region) => _nodes.Remove(region);

    /// <summary>The address of a region's node.</summary>
    public Address AddressOf(IActorRef region) => region.Path.Address.HasLocalScope ? _self : region.Path.Address;

    /// <summary>
    /// Whether the removal of <paramref name="node"/> ends the region. Of one that has not registered with this coordinator the address
    /// is all that is known: it ends when nobody else has that address. Otherwise the node at the address answers the watch on it.
    /// </summary>
    public bool EndsWith(IActorRef region, UniqueAddress node, IEnumerable<Member> members)
    {
        if (!AddressOf(region).Equals(node.Address))
            return false;
        return _nodes.TryGetValue(region, out var known)
            ? known.Equals(node)
            : !members.Any(member => member.Address.Equals(node.Address) && !member.UniqueAddress.Equals(node));
    }
}
