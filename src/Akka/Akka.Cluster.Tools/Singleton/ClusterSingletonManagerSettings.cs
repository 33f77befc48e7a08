using Akka.Actor;
using Akka.Configuration;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>How a singleton is run. Immutable and thread-safe.</summary>
public sealed class ClusterSingletonManagerSettings : INoSerializationVerificationNeeded
{
    /// <summary>Settings in code.</summary>
    /// <param name="singletonName">Name of the singleton below its manager.</param>
    /// <param name="role">Role of the nodes that may run it; <c>null</c>: all.</param>
    /// <param name="removalMargin">How long to wait after the removal of the former owner before the start. Zero is safe here: a member
    /// is removed after its lease has ended only.</param>
    /// <param name="handOverRetryInterval">How often a request to hand over is repeated; more than zero.</param>
    /// <param name="considerAppVersion">Whether a newer application version goes before age.</param>
    /// <exception cref="ArgumentException">No name, or a time out of range.</exception>
    public ClusterSingletonManagerSettings(
        string singletonName, string? role, TimeSpan removalMargin, TimeSpan handOverRetryInterval, bool considerAppVersion)
    {
        if (string.IsNullOrWhiteSpace(singletonName))
            throw new ArgumentException("A cluster singleton needs a name (akka.cluster.singleton.singleton-name).", nameof(singletonName));
        if (removalMargin < TimeSpan.Zero)
            throw new ArgumentException($"The removal margin of a singleton must not be negative; it is {removalMargin}.",
                nameof(removalMargin));
        if (handOverRetryInterval <= TimeSpan.Zero)
        {
            throw new ArgumentException(
                $"The hand-over-retry-interval of a singleton must be more than zero; it is {handOverRetryInterval}.",
                nameof(handOverRetryInterval));
        }

        SingletonName = singletonName;
        Role = string.IsNullOrEmpty(role) ? null : role;
        RemovalMargin = removalMargin;
        HandOverRetryInterval = handOverRetryInterval;
        ConsiderAppVersion = considerAppVersion;
    }

    /// <summary>Name of the singleton below its manager.</summary>
    public string SingletonName { get; }

    /// <summary>Role of the nodes that may run it; <c>null</c>: all.</summary>
    public string? Role { get; }

    /// <summary>How long to wait after the removal of the former owner before the start.</summary>
    public TimeSpan RemovalMargin { get; }

    /// <summary>How often a request to hand over is repeated.</summary>
    public TimeSpan HandOverRetryInterval { get; }

    /// <summary>Whether a newer application version goes before age.</summary>
    public bool ConsiderAppVersion { get; }

    /// <summary>The settings in <c>akka.cluster.singleton</c>.</summary>
    public static ClusterSingletonManagerSettings Create(ActorSystem system)
    {
        system.Settings.InjectTopLevelFallback(ClusterSingletonManager.DefaultConfig());
        return Create(system.Settings.Config.GetConfig("akka.cluster.singleton"));
    }

    /// <summary>The settings in <paramref name="config"/>, the section itself.</summary>
    /// <exception cref="ConfigurationException">The section is missing, or names a lease.</exception>
    public static ClusterSingletonManagerSettings Create(Config config)
    {
        if (config.IsNullOrEmpty())
            throw ConfigurationException.NullOrEmptyConfig<ClusterSingletonManagerSettings>("akka.cluster.singleton");
        if (config.GetString("use-lease", "") is { Length: > 0 } lease)
        {
            throw new ConfigurationException(
                $"Cannot use lease [{lease}] for a singleton: membership is the lease here. Leave use-lease empty.");
        }

        return new ClusterSingletonManagerSettings(
            config.GetString("singleton-name"),
            config.GetString("role", ""),
            TimeSpan.Zero,
            config.GetTimeSpan("hand-over-retry-interval"),
            config.GetBoolean("consider-app-version"));
    }

    /// <summary>With another name.</summary>
    public ClusterSingletonManagerSettings WithSingletonName(string singletonName) =>
        new(singletonName, Role, RemovalMargin, HandOverRetryInterval, ConsiderAppVersion);

    /// <summary>With another role.</summary>
    public ClusterSingletonManagerSettings WithRole(string? role) =>
        new(SingletonName, role, RemovalMargin, HandOverRetryInterval, ConsiderAppVersion);

    /// <summary>With another margin.</summary>
    public ClusterSingletonManagerSettings WithRemovalMargin(TimeSpan removalMargin) =>
        new(SingletonName, Role, removalMargin, HandOverRetryInterval, ConsiderAppVersion);

    /// <summary>With another interval.</summary>
    public ClusterSingletonManagerSettings WithHandOverRetryInterval(TimeSpan handOverRetryInterval) =>
        new(SingletonName, Role, RemovalMargin, handOverRetryInterval, ConsiderAppVersion);
}
