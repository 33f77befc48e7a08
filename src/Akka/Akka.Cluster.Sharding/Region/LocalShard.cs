using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>A shard that runs in this region, until its end was seen. Used by the region only.</summary>
internal sealed class LocalShard(IActorRef actor)
{
    /// <summary>The actor.</summary>
    public IActorRef Actor { get; } = actor;

    /// <summary>Whether it takes messages.</summary>
    public bool IsReady { get; set; }

    /// <summary>Whether it was told to stop.</summary>
    public bool IsStopping { get; set; }

    /// <summary>The coordinator that waits for its end, and what it is told then. The shard is asked to stop as soon as it is
    /// ready.</summary>
    public (IActorRef Coordinator, ShardStopped Answer)? HandOff { get; set; }
}
