using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>Asks a region for the shards and entities that run in it. Answered by <see cref="CurrentShardRegionState"/>.</summary>
public sealed class GetShardRegionState : IShardRegionQuery, IClusterShardingSerializable
{
    /// <summary>The only one.</summary>
    public static readonly GetShardRegionState Instance = new();

    private GetShardRegionState()
    {
    }
}

/// <summary>The shards and entities that run in a region.</summary>
public sealed class CurrentShardRegionState : IClusterShardingSerializable
{
    /// <param name="shards">Those that answered.</param>
    public CurrentShardRegionState(IImmutableSet<ShardState> shards)
        : this(shards, ImmutableHashSet<string>.Empty)
    {
    }

    /// <param name="shards">Those that answered.</param>
    /// <param name="failed">Those that did not in time.</param>
    public CurrentShardRegionState(IImmutableSet<ShardState> shards, IImmutableSet<string> failed)
    {
        Shards = shards;
        Failed = failed;
    }

    /// <summary>Those that answered.</summary>
    public IImmutableSet<ShardState> Shards { get; }

    /// <summary>Those that did not in time.</summary>
    public IImmutableSet<string> Failed { get; }
}

/// <summary>A shard and the entities that run in it. Immutable; equal when both are.</summary>
public sealed class ShardState : IClusterShardingSerializable, IEquatable<ShardState>
{
    /// <param name="shardId">The shard.</param>
    /// <param name="entityIds">Its entities.</param>
    public ShardState(string shardId, IImmutableSet<string> entityIds)
    {
        ShardId = shardId;
        EntityIds = entityIds;
    }

    /// <summary>The shard.</summary>
    public string ShardId { get; }

    /// <summary>Its entities.</summary>
    public IImmutableSet<string> EntityIds { get; }

    /// <inheritdoc />
    public bool Equals(ShardState? other) => other is not null && ShardId == other.ShardId && EntityIds.SetEquals(other.EntityIds);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ShardState);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(ShardId, EntityIds.Count);
}

/// <summary>Asks a region for the number of entities in each shard of the cluster. Answered by
/// <see cref="ClusterShardingStats"/>.</summary>
public sealed class GetClusterShardingStats : IShardRegionQuery, IClusterShardingSerializable
{
    /// <param name="timeout">How long to wait for regions; those that do not answer are left out.</param>
    public GetClusterShardingStats(TimeSpan timeout)
    {
        Timeout = timeout;
    }

    /// <summary>How long to wait for regions.</summary>
    public TimeSpan Timeout { get; }
}

/// <summary>The regions of the cluster by node. Empty while the coordinator is unknown.</summary>
public sealed class ClusterShardingStats : IClusterShardingSerializable
{
    /// <param name="regions">By node.</param>
    public ClusterShardingStats(IImmutableDictionary<Address, ShardRegionStats> regions)
    {
        Regions = regions;
    }

    /// <summary>By node.</summary>
    public IImmutableDictionary<Address, ShardRegionStats> Regions { get; }
}

/// <summary>Asks a region for the number of entities in its shards. Answered by <see cref="ShardRegionStats"/>.</summary>
public sealed class GetShardRegionStats : IShardRegionQuery, IClusterShardingSerializable
{
    /// <summary>The only one.</summary>
    public static readonly GetShardRegionStats Instance = new();

    private GetShardRegionStats()
    {
    }
}

/// <summary>The number of entities in the shards of a region.</summary>
public sealed class ShardRegionStats : IClusterShardingSerializable
{
    /// <param name="stats">Entities by shard.</param>
    public ShardRegionStats(IImmutableDictionary<string, int> stats)
        : this(stats, ImmutableHashSet<string>.Empty)
    {
    }

    /// <param name="stats">Entities by shard.</param>
    /// <param name="failed">Shards that did not answer in time.</param>
    public ShardRegionStats(IImmutableDictionary<string, int> stats, IImmutableSet<string> failed)
    {
        Stats = stats;
        Failed = failed;
    }

    /// <summary>Entities by shard.</summary>
    public IImmutableDictionary<string, int> Stats { get; }

    /// <summary>Shards that did not answer in time.</summary>
    public IImmutableSet<string> Failed { get; }
}

/// <summary>Asks a region for the nodes that have one. Answered by <see cref="CurrentRegions"/>.</summary>
public sealed class GetCurrentRegions : IShardRegionQuery, IClusterShardingSerializable
{
    /// <summary>The only one.</summary>
    public static readonly GetCurrentRegions Instance = new();

    private GetCurrentRegions()
    {
    }
}

/// <summary>The nodes that have a region. Empty while the coordinator is unknown.</summary>
public sealed class CurrentRegions : IClusterShardingSerializable
{
    /// <param name="regions">The nodes.</param>
    public CurrentRegions(IImmutableSet<Address> regions)
    {
        Regions = regions;
    }

    /// <summary>The nodes.</summary>
    public IImmutableSet<Address> Regions { get; }
}
