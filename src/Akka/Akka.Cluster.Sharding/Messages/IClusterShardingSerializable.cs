namespace Akka.Cluster.Sharding;

/// <summary>What the sharding serializer writes.</summary>
public interface IClusterShardingSerializable
{
}

/// <summary>A command for a region, not for an entity.</summary>
public interface IShardRegionCommand
{
}

/// <summary>A question for a region, not for an entity.</summary>
public interface IShardRegionQuery
{
}
