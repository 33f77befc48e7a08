using Akka.Actor;
using Akka.Util;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>What <see cref="ClusterSingleton.Init"/> runs. Immutable and thread-safe.</summary>
public class SingletonActor
{
    private SingletonActor(string name, Props props, Option<object> stopMessage, Option<ClusterSingletonSettings> settings)
    {
        Name = name;
        Props = props;
        StopMessage = stopMessage;
        Settings = settings;
    }

    /// <summary>Its name, the same on all nodes.</summary>
    public string Name { get; }

    /// <summary>How it is made.</summary>
    public Props Props { get; }

    /// <summary>What asks it to stop for a hand-over; none: <see cref="PoisonPill"/>.</summary>
    public Option<object> StopMessage { get; }

    /// <summary>How it is run; none: as configured.</summary>
    public Option<ClusterSingletonSettings> Settings { get; }

    /// <summary>A singleton.</summary>
    public static SingletonActor Create(Props props, string name) =>
        new(name, props, Option<object>.None, Option<ClusterSingletonSettings>.None);

    /// <summary>Made in another way.</summary>
    public SingletonActor WithProps(Props props) => new(Name, props, StopMessage, Settings);

    /// <summary>Stopped by another message.</summary>
    public SingletonActor WithStopMessage(object stopMessage) => new(Name, Props, stopMessage, Settings);

    /// <summary>With settings.</summary>
    public SingletonActor WithSettings(ClusterSingletonSettings settings) => new(Name, Props, StopMessage, settings);
}
