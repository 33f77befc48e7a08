using System.Collections.Concurrent;
using Akka.Actor;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>Runs singletons by name: manager and proxy in one call. One per system; thread-safe.</summary>
public class ClusterSingleton : IExtension
{
    private readonly ExtendedActorSystem _system;
    private readonly Cluster _cluster;
    private readonly ConcurrentDictionary<string, Lazy<IActorRef>> _proxies = new();

    /// <summary>Made by <see cref="Get"/>.</summary>
    public ClusterSingleton(ExtendedActorSystem system)
    {
        _system = system;
        _cluster = Cluster.Get(system);
    }

    /// <summary>The extension of <paramref name="system"/>.</summary>
    public static ClusterSingleton Get(ActorSystem system) => Provider.Instance.Apply(system);

    /// <summary>
    /// Starts the manager, on a node with the role, and a proxy; returns the proxy. The first call for a name counts. To be called on
    /// every node that may run or use the singleton.
    /// </summary>
    public IActorRef Init(SingletonActor singleton)
    {
        var settings = singleton.Settings.GetOrElse(ClusterSingletonSettings.Create(_system));
        return _proxies.GetOrAdd(singleton.Name, name => new Lazy<IActorRef>(() => Start(singleton, settings))).Value;
    }

    private IActorRef Start(SingletonActor singleton, ClusterSingletonSettings settings)
    {
        var managerName = "singletonManager" + singleton.Name;
        if (settings.Role is null || _cluster.SelfRoles.Contains(settings.Role))
        {
            _system.SystemActorOf(
                ClusterSingletonManager.Props(
                    singleton.Props, singleton.StopMessage.GetOrElse(PoisonPill.Instance), settings.ForManager(singleton.Name)),
                managerName);
        }

        return _system.SystemActorOf(
            ClusterSingletonProxy.Props("/system/" + managerName, settings.ForProxy(singleton.Name)), "singletonProxy" + singleton.Name);
    }

    private sealed class Provider : ExtensionIdProvider<ClusterSingleton>
    {
        public static readonly Provider Instance = new();

        public override ClusterSingleton CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
