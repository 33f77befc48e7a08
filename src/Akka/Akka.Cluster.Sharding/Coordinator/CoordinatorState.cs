using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>Which region hosts which shard: what the events of a coordinator add up to. Immutable and thread-safe.</summary>
internal sealed record CoordinatorState : IClusterShardingSerializable
{
    /// <summary>No regions.</summary>
    public static readonly CoordinatorState Empty = new();

    /// <summary>The region of each shard that has one.</summary>
    public ImmutableDictionary<string, IActorRef> Shards { get; init; } = ImmutableDictionary<string, IActorRef>.Empty;

    /// <summary>The shards of each region, in the order of allocation.</summary>
    public ImmutableDictionary<IActorRef, ImmutableList<string>> Regions { get; init; } =
        ImmutableDictionary<IActorRef, ImmutableList<string>>.Empty;

    /// <summary>Shards that had a region and have none now. They start again without a message when entities are remembered.</summary>
    public ImmutableHashSet<string> Unallocated { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>The state after an event. Throws <see cref="InvalidOperationException"/> for one that cannot follow.</summary>
    public CoordinatorState Apply(ICoordinatorEvent change) => change switch
    {
        ShardRegionRegistered registered => this with { Regions = Regions.Add(registered.Region, []) },
        ShardRegionTerminated terminated => WithoutRegion(terminated.Region),
        ShardHomeAllocated allocated => WithHome(allocated.Shard, allocated.Region),
        ShardHomeDeallocated deallocated => WithoutHome(deallocated.Shard),
        _ => throw new InvalidOperationException($"A coordinator of shards cannot apply a [{change.GetType()}]."),
    };

    private CoordinatorState WithoutRegion(IActorRef region) => Regions.TryGetValue(region, out var shards)
        ? this with
        {
            Regions = Regions.Remove(region),
            Shards = Shards.RemoveRange(shards),
            Unallocated = Unallocated.Union(shards),
        }
        : throw new InvalidOperationException($"Region [{region}] ends without having registered.");

    private CoordinatorState WithHome(string shard, IActorRef region)
    {
        if (!Regions.TryGetValue(region, out var shards))
            throw new InvalidOperationException($"Shard [{shard}] goes to region [{region}], which has not registered.");
        if (Shards.TryGetValue(shard, out var home))
            throw new InvalidOperationException($"Shard [{shard}] goes to region [{region}] while it is at [{home}].");
        return this with
        {
            Shards = Shards.Add(shard, region),
            Regions = Regions.SetItem(region, shards.Add(shard)),
            Unallocated = Unallocated.Remove(shard),
        };
    }

    private CoordinatorState WithoutHome(string shard) => Shards.TryGetValue(shard, out var region)
        ? this with
        {
            Shards = Shards.Remove(shard),
            Regions = Regions.SetItem(region, Regions[region].Remove(shard)),
            Unallocated = Unallocated.Add(shard),
        }
        : throw new InvalidOperationException($"Shard [{shard}] is handed off while it has no region.");
}
