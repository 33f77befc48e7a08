using Akka.Actor;
using Akka.Configuration;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>How <see cref="ClusterSingleton"/> runs and finds a singleton. Immutable and thread-safe.</summary>
public class ClusterSingletonSettings : INoSerializationVerificationNeeded
{
    private readonly ClusterSingletonManagerSettings _manager;
    private readonly ClusterSingletonProxySettings _proxy;

    private ClusterSingletonSettings(ClusterSingletonManagerSettings manager, ClusterSingletonProxySettings proxy)
    {
        _manager = manager;
        _proxy = proxy;
    }

    /// <summary>Role of the nodes that may run it; <c>null</c>: all.</summary>
    public string? Role => _manager.Role;

    /// <summary>How often a proxy looks for it.</summary>
    public TimeSpan SingletonIdentificationInterval => _proxy.SingletonIdentificationInterval;

    /// <summary>How long to wait after the removal of the former owner.</summary>
    public TimeSpan RemovalMargin => _manager.RemovalMargin;

    /// <summary>How often a request to hand over is repeated.</summary>
    public TimeSpan HandOverRetryInterval => _manager.HandOverRetryInterval;

    /// <summary>Messages that a proxy keeps.</summary>
    public int BufferSize => _proxy.BufferSize;

    /// <summary>Whether a newer application version goes before age.</summary>
    public bool ConsiderAppVersion => _manager.ConsiderAppVersion;

    /// <summary>The settings of the system.</summary>
    public static ClusterSingletonSettings Create(ActorSystem system) =>
        new(ClusterSingletonManagerSettings.Create(system), ClusterSingletonProxySettings.Create(system));

    /// <summary>The settings in <paramref name="config"/>, the section <c>akka.cluster</c>.</summary>
    /// <exception cref="ConfigurationException">A section is missing.</exception>
    public static ClusterSingletonSettings Create(Config config)
    {
        var manager = ClusterSingletonManagerSettings.Create(config.GetConfig("singleton"));
        return new(manager, ClusterSingletonProxySettings.Create(config.GetConfig("singleton-proxy"), manager.ConsiderAppVersion));
    }

    /// <summary>With another role.</summary>
    public ClusterSingletonSettings WithRole(string? role) => new(_manager.WithRole(role), _proxy.WithRole(role));

    /// <summary>With another margin.</summary>
    public ClusterSingletonSettings WithRemovalMargin(TimeSpan removalMargin) => new(_manager.WithRemovalMargin(removalMargin), _proxy);

    /// <summary>With another interval.</summary>
    public ClusterSingletonSettings WithHandOverRetryInterval(TimeSpan handOverRetryInterval) =>
        new(_manager.WithHandOverRetryInterval(handOverRetryInterval), _proxy);

    internal ClusterSingletonManagerSettings ForManager(string name) => _manager.WithSingletonName(name);

    internal ClusterSingletonProxySettings ForProxy(string name) => new(
        name, Role, SingletonIdentificationInterval, BufferSize, ConsiderAppVersion);
}
