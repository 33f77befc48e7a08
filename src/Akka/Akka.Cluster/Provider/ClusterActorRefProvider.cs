using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace Akka.Cluster;

/// <summary>References of a system that is a member of a cluster: those of remoting. Thread-safe.</summary>
public class ClusterActorRefProvider : RemoteActorRefProvider
{
    /// <summary>
    /// The provider of the system <paramref name="systemName"/>. Throws <see cref="ConfigurationException"/> for wrong settings.
    /// </summary>
    public ClusterActorRefProvider(string systemName, Settings settings, EventStream eventStream)
        : base(systemName, WithDefaults(settings), eventStream)
    {
    }

    /// <inheritdoc />
    protected override IActorRef CreateRemoteWatcher(ActorSystemImpl system)
    {
        var detectors = CreateRemoteWatcherFailureDetector(system);
        return system.SystemActorOf(
            Props.CreateBy(() => new ClusterRemoteWatcher(detectors, RemoteSettings)).WithDispatcher(RemoteSettings.Dispatcher),
            "remote-watcher");
    }

    private static Settings WithDefaults(Settings settings)
    {
        settings.InjectTopLevelFallback(ConfigurationFactory.FromResource("cluster.conf", typeof(ClusterActorRefProvider).Assembly));
        return settings;
    }
}
