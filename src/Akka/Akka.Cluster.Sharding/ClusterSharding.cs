using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Cluster.Sharding;

/// <summary>
/// Starts regions: the doors to entities that are spread over the nodes of a cluster, one actor an id. One per system; thread-safe.
/// Every node that uses a type of entity calls one of the <c>Start</c> methods for it with the same extractor.
/// </summary>
public sealed partial class ClusterSharding : IExtension
{
    private readonly ExtendedActorSystem _system;
    private readonly Cluster _cluster;
    private readonly Lazy<IActorRef> _guardian;
    private readonly ConcurrentDictionary<string, IActorRef> _regions = new();
    private readonly ConcurrentDictionary<string, IActorRef> _proxies = new();

    /// <summary>Made by <see cref="Get"/>.</summary>
    public ClusterSharding(ExtendedActorSystem system)
    {
        _system = system;
        _cluster = Cluster.Get(system);
        Settings = ClusterShardingSettings.Create(system);
        ShardingSerializers.Register(system);
        _guardian = new Lazy<IActorRef>(() => system.SystemActorOf(
            Props.Create(() => new ClusterShardingGuardian()).WithDeploy(Deploy.Local),
            system.Settings.Config.GetString("akka.cluster.sharding.guardian-name")));
    }

    /// <summary>The settings of the system.</summary>
    public ClusterShardingSettings Settings { get; }

    /// <summary>The types that were started here, proxies not among them.</summary>
    public ImmutableHashSet<string> ShardTypeNames => [.. _regions.Keys];

    /// <summary>The extension of <paramref name="system"/>.</summary>
    public static ClusterSharding Get(ActorSystem system) => Provider.Instance.Apply(system);

    /// <summary>The defaults.</summary>
    public static Config DefaultConfig() =>
        ConfigurationFactory.FromResource<ClusterSharding>("Akka.Cluster.Sharding.sharding.conf");

    /// <summary>The region of a type. Throws <see cref="ArgumentException"/> when it was not started here.</summary>
    public IActorRef ShardRegion(string typeName) =>
        _regions.TryGetValue(typeName, out var region) || _proxies.TryGetValue(typeName, out region)
            ? region
            : throw new ArgumentException($"Shard type [{typeName}] must be started first.", nameof(typeName));

    /// <summary>The proxy of a type. Throws <see cref="ArgumentException"/> when it was not started here.</summary>
    public IActorRef ShardRegionProxy(string typeName) => _proxies.TryGetValue(typeName, out var proxy)
        ? proxy
        : throw new ArgumentException($"The proxy of shard type [{typeName}] must be started first.", nameof(typeName));

    /// <summary>The strategy that the settings ask for.</summary>
    public IShardAllocationStrategy DefaultShardAllocationStrategy(ClusterShardingSettings settings)
    {
        var tuning = settings.TuningParameters;
        return tuning.LeastShardAllocationAbsoluteLimit > 0
            ? ShardAllocationStrategy.LeastShardAllocationStrategy(
                tuning.LeastShardAllocationAbsoluteLimit, tuning.LeastShardAllocationRelativeLimit)
            : new LeastShardAllocationStrategy(
                tuning.LeastShardAllocationRebalanceThreshold, tuning.LeastShardAllocationMaxSimultaneousRebalance);
    }

    private async Task<IActorRef> StartRegion(StartRegion start)
    {
        if (!start.Settings.ShouldHostShard(_cluster.SelfRoles))
        {
            _system.Log.Info("This node lacks the role [{0}]: it gets a proxy of [{1}].", start.Settings.Role, start.TypeName);
            return await StartProxyOf(start.TypeName, start.Settings, start.Extractor).ConfigureAwait(false);
        }

        if (_regions.TryGetValue(start.TypeName, out var known))
            return known;
        WarnOfStores(start.Settings);
        return _regions[start.TypeName] = await Ask(start).ConfigureAwait(false);
    }

    private async Task<IActorRef> StartProxyOf(string typeName, ClusterShardingSettings settings, IMessageExtractor extractor)
    {
        if (_proxies.TryGetValue(typeName, out var known))
            return known;
        return _proxies[typeName] = await Ask(new StartRegionProxy(typeName, settings, extractor)).ConfigureAwait(false);
    }

    private async Task<IActorRef> Ask(object start)
    {
        var started = await _guardian.Value.Ask<RegionStarted>(start, _system.Settings.CreationTimeout).ConfigureAwait(false);
        return started.Region
            ?? throw new ActorInitializationException($"Cannot start a shard region: {started.Error!.Message}", started.Error);
    }

    private void WarnOfStores(ClusterShardingSettings settings)
    {
        if (settings.StateStoreMode is not StateStoreMode.Persistence)
        {
            _system.Log.Warning(
                "akka.cluster.sharding.state-store-mode is [{0}]; there is no such store here: coordinators keep their state in "
                    + "the journal.",
                settings.StateStoreMode);
        }
    }

    private sealed class Provider : ExtensionIdProvider<ClusterSharding>
    {
        public static readonly Provider Instance = new();

        public override ClusterSharding CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
