using Akka.Actor;
using Akka.Configuration;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>How a singleton is found. Immutable and thread-safe.</summary>
public sealed class ClusterSingletonProxySettings : INoSerializationVerificationNeeded
{
    /// <summary>Messages that may be kept at most.</summary>
    private const int BufferSizeMax = 10_000;

    /// <summary>Settings in code.</summary>
    /// <param name="singletonName">Name of the singleton below its manager.</param>
    /// <param name="role">Role of the nodes that run it; <c>null</c>: all.</param>
    /// <param name="singletonIdentificationInterval">How often it is looked for while it is unknown; more than zero.</param>
    /// <param name="bufferSize">Messages kept while it is unknown, 0 to 10000.</param>
    /// <param name="considerAppVersion">As the manager has it.</param>
    /// <exception cref="ArgumentException">No name, or a number out of range.</exception>
    public ClusterSingletonProxySettings(
        string singletonName, string? role, TimeSpan singletonIdentificationInterval, int bufferSize, bool considerAppVersion)
    {
        if (string.IsNullOrWhiteSpace(singletonName))
            throw new ArgumentException("A proxy needs the name of its singleton (singleton-name).", nameof(singletonName));
        if (bufferSize is < 0 or > BufferSizeMax)
            throw new ArgumentException($"The buffer-size of a proxy must be 0 to {BufferSizeMax}; it is {bufferSize}.",
                nameof(bufferSize));
        if (singletonIdentificationInterval <= TimeSpan.Zero)
        {
            throw new ArgumentException(
                $"The singleton-identification-interval must be more than zero; it is {singletonIdentificationInterval}.",
                nameof(singletonIdentificationInterval));
        }

        SingletonName = singletonName;
        Role = string.IsNullOrEmpty(role) ? null : role;
        SingletonIdentificationInterval = singletonIdentificationInterval;
        BufferSize = bufferSize;
        ConsiderAppVersion = considerAppVersion;
    }

    /// <summary>Name of the singleton below its manager.</summary>
    public string SingletonName { get; }

    /// <summary>Role of the nodes that run it; <c>null</c>: all.</summary>
    public string? Role { get; }

    /// <summary>How often it is looked for while it is unknown.</summary>
    public TimeSpan SingletonIdentificationInterval { get; }

    /// <summary>Messages kept while it is unknown.</summary>
    public int BufferSize { get; }

    /// <summary>As the manager has it.</summary>
    public bool ConsiderAppVersion { get; }

    /// <summary>The settings in <c>akka.cluster.singleton-proxy</c>.</summary>
    public static ClusterSingletonProxySettings Create(ActorSystem system)
    {
        system.Settings.InjectTopLevelFallback(ClusterSingletonManager.DefaultConfig());
        var config = system.Settings.Config.GetConfig("akka.cluster.singleton-proxy");
        return Create(config, config.GetBoolean("consider-app-version"));
    }

    /// <summary>The settings in <paramref name="config"/>, the section itself.</summary>
    /// <exception cref="ConfigurationException">The section is missing.</exception>
    public static ClusterSingletonProxySettings Create(Config config, bool considerAppVersion)
    {
        if (config.IsNullOrEmpty())
            throw ConfigurationException.NullOrEmptyConfig<ClusterSingletonProxySettings>("akka.cluster.singleton-proxy");
        return new ClusterSingletonProxySettings(
            config.GetString("singleton-name"),
            config.GetString("role", ""),
            config.GetTimeSpan("singleton-identification-interval"),
            config.GetInt("buffer-size"),
            considerAppVersion);
    }

    /// <summary>With another name.</summary>
    public ClusterSingletonProxySettings WithSingletonName(string singletonName) =>
        new(singletonName, Role, SingletonIdentificationInterval, BufferSize, ConsiderAppVersion);

    /// <summary>With another role.</summary>
    public ClusterSingletonProxySettings WithRole(string? role) =>
        new(SingletonName, role, SingletonIdentificationInterval, BufferSize, ConsiderAppVersion);

    /// <summary>With another interval.</summary>
    public ClusterSingletonProxySettings WithSingletonIdentificationInterval(TimeSpan singletonIdentificationInterval) =>
        new(SingletonName, Role, singletonIdentificationInterval, BufferSize, ConsiderAppVersion);

    /// <summary>With another size of the buffer.</summary>
    public ClusterSingletonProxySettings WithBufferSize(int bufferSize) =>
        new(SingletonName, Role, SingletonIdentificationInterval, bufferSize, ConsiderAppVersion);
}
