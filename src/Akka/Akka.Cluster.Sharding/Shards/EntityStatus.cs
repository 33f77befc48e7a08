using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>What a shard does with an entity.</summary>
internal enum EntityStatus
{
    /// <summary>Its start is being recorded; messages wait.</summary>
    Remembering,

    /// <summary>It takes messages.</summary>
    Active,

    /// <summary>It was asked to stop; messages wait, and start it again.</summary>
    Stopping,

    /// <summary>It stopped unasked and is remembered; it starts again after the backoff.</summary>
    WaitingForRestart,

    /// <summary>Its passivation is being recorded; messages wait.</summary>
    Forgetting,
}

/// <summary>One entity of a shard. Used by the shard only.</summary>
internal sealed class Entity(string id)
{
    /// <summary>Its id.</summary>
    public string Id { get; } = id;

    /// <summary>What the shard does with it.</summary>
    public EntityStatus Status { get; set; }

    /// <summary>The actor while it runs.</summary>
    public IActorRef? Actor { get; set; }

    /// <summary>Whether it stops because it wanted to, and is to be forgotten.</summary>
    public bool Passivated { get; set; }

    /// <summary>When it last got a message, by the monotonic clock.</summary>
    public TimeSpan LastMessage { get; set; }
}
