using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Event;
using Akka.Pattern;

namespace Akka.Cluster.Sharding;

/// <summary>Asks the guardian for a region. Answered by <see cref="RegionStarted"/>.</summary>
internal sealed record StartRegion(
    string TypeName,
    Func<string, Props> EntityProps,
    ClusterShardingSettings Settings,
    IMessageExtractor Extractor,
    IShardAllocationStrategy Strategy,
    object StopMessage) : INoSerializationVerificationNeeded;

/// <summary>Asks the guardian for a proxy. Answered by <see cref="RegionStarted"/>.</summary>
internal sealed record StartRegionProxy(string TypeName, ClusterShardingSettings Settings, IMessageExtractor Extractor)
    : INoSerializationVerificationNeeded;

/// <summary>The region, or why there is none.</summary>
internal sealed record RegionStarted(IActorRef? Region, Exception? Error) : INoSerializationVerificationNeeded;

/// <summary>Parent of regions, proxies and of the managers of coordinators. One per node, made at the first start of a type.</summary>
internal sealed class ClusterShardingGuardian : ReceiveActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public ClusterShardingGuardian()
    {
        Receive<StartRegion>(start => Answer(() => Start(start)));
        Receive<StartRegionProxy>(start => Answer(() => StartProxy(start)));
    }

    private string CoordinatorPath(string typeName) =>
        (Self.Path / CoordinatorName(typeName) / "singleton" / "coordinator").ToStringWithoutAddress();

    private static string CoordinatorName(string typeName) => Uri.EscapeDataString(typeName) + "Coordinator";

    private static bool IsThere(IActorRef child) => !child.IsNobody();

    private void Answer(Func<IActorRef> start)
    {
        try
        {
            Sender.Tell(new RegionStarted(start(), null), Self);
        }
        catch (Exception error)
        {
            _log.Error(error, "A shard region could not be started.");
            Sender.Tell(new RegionStarted(null, error), Self);
        }
    }

    private IActorRef Start(StartRegion start)
    {
        var name = Uri.EscapeDataString(start.TypeName);
        if (Context.Child(name) is var known && IsThere(known))
            return known;
        var dispatcher = Dispatcher();
        if (Context.Child(CoordinatorName(start.TypeName)).IsNobody())
            StartCoordinator(start, dispatcher);
        var region = Context.ActorOf(
            ShardRegion.Props(
                start.TypeName, start.EntityProps, start.Settings, CoordinatorPath(start.TypeName), start.Extractor, start.StopMessage)
                .WithDispatcher(dispatcher),
            name);
        AddShutdownTask(start.TypeName, region);
        return region;
    }

    private IActorRef StartProxy(StartRegionProxy start)
    {
        var name = Uri.EscapeDataString(start.TypeName + "Proxy");
        if (Context.Child(name) is var known && IsThere(known))
            return known;
        return Context.ActorOf(
            ShardRegion.ProxyProps(start.TypeName, start.Settings, CoordinatorPath(start.TypeName), start.Extractor)
                .WithDispatcher(Dispatcher()),
            name);
    }

    private static void StartCoordinator(StartRegion start, string dispatcher)
    {
        var backoff = start.Settings.TuningParameters.CoordinatorFailureBackoff;
        var coordinator = ShardCoordinator.Props(start.TypeName, start.Settings, start.Strategy).WithDispatcher(dispatcher);
        var supervised = BackoffSupervisor.Props(
            Backoff.OnStop(coordinator, "coordinator", backoff, backoff * 5, 0.2, -1)).WithDeploy(Deploy.Local);
        Context.ActorOf(
            ClusterSingletonManager.Props(
                supervised,
                PoisonPill.Instance,
                start.Settings.CoordinatorSingletonSettings.WithSingletonName("singleton").WithRole(start.Settings.Role))
                .WithDispatcher(dispatcher),
            CoordinatorName(start.TypeName));
    }

    /// <summary>A node that leaves hands its shards over first.</summary>
    private void AddShutdownTask(string typeName, IActorRef region)
    {
        var cluster = _cluster;
        CoordinatedShutdown.Get(Context.System).AddTask(
            CoordinatedShutdown.PhaseClusterShardingShutdownRegion,
            "region-shutdown-" + typeName,
            async () =>
            {
                if (cluster.IsTerminated || cluster.SelfMember.Status is MemberStatus.Down or MemberStatus.Removed or MemberStatus.Joining)
                    return Done.Instance;
                region.Tell(GracefulShutdown.Instance, ActorRefs.NoSender);
                await region.WatchAsync().ConfigureAwait(false);
                return Done.Instance;
            });
    }

    private static string Dispatcher() =>
        Context.System.Settings.Config.GetString("akka.cluster.sharding.use-dispatcher", "") is { Length: > 0 } configured
            ? configured
            : "akka.actor.internal-dispatcher";
}
