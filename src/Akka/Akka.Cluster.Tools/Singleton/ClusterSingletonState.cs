using Akka.Actor;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>What a manager is doing; the chart is at <see cref="ClusterSingletonManager"/>.</summary>
public enum ClusterSingletonState
{
    /// <summary>This node is not up yet.</summary>
    Start,

    /// <summary>This node is the oldest and runs the singleton, or will when its ownership holds again.</summary>
    Oldest,

    /// <summary>Another node comes first.</summary>
    Younger,

    /// <summary>This node is the oldest and waits until those before it have handed over or are removed.</summary>
    BecomingOldest,

    /// <summary>This node runs the singleton until the one that now comes first asks for it.</summary>
    WasOldest,

    /// <summary>The singleton is stopping; who asked is told then.</summary>
    HandingOver,

    /// <summary>The singleton is stopping; nobody has asked.</summary>
    Stopping,

    /// <summary>This node has left and never runs the singleton again.</summary>
    End,
}

/// <summary>Data of a <see cref="ClusterSingletonManager"/>.</summary>
public interface IClusterSingletonData
{
}

/// <summary>The singleton that runs here, if any.</summary>
/// <param name="Singleton">The actor until its end was seen; <c>null</c>: none.</param>
/// <param name="Asked">Managers that wait for <see cref="HandOverDone"/>.</param>
internal sealed record SingletonHere(IActorRef? Singleton, IReadOnlyList<IActorRef> Asked) : IClusterSingletonData
{
    public static readonly SingletonHere None = new(null, []);
}
