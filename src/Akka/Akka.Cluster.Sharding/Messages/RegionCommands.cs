using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>
/// From an entity to its parent: stop me when nothing is on its way to me. The entity is sent <see cref="StopMessage"/>; messages that
/// come meanwhile are kept, and start it again.
/// </summary>
public sealed class Passivate : IShardRegionCommand, INoSerializationVerificationNeeded
{
    /// <param name="stopMessage">What the entity is sent; it must stop itself then.</param>
    public Passivate(object stopMessage)
    {
        StopMessage = stopMessage;
    }

    /// <summary>What the entity is sent.</summary>
    public object StopMessage { get; }
}

/// <summary>To a region: hand all shards over, then stop.</summary>
public sealed class GracefulShutdown : IShardRegionCommand, INoSerializationVerificationNeeded
{
    /// <summary>The only one.</summary>
    public static readonly GracefulShutdown Instance = new();

    private GracefulShutdown()
    {
    }
}
