using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Remote;

namespace Akka.Cluster;

/// <summary>
/// A system's part in a cluster. The members are those in a table that all share, see the section <c>akka.cluster.membership</c>;
/// there is
/// no gossip. Needs <c>akka.actor.provider = cluster</c>. Thread-safe.
/// </summary>
public partial class Cluster : IExtension
{
    private readonly ActorSystemImpl _system;
    private readonly ILoggingAdapter _log;
    private readonly IActorRef _daemon;
    private readonly Member _never;
    private volatile Snapshot _snapshot;

    /// <summary>
    /// The part of <paramref name="system"/>; use <see cref="Get"/>. Throws <see cref="ConfigurationException"/> when the provider is
    /// another or settings are wrong.
    /// </summary>
    public Cluster(ActorSystemImpl system)
    {
        _system = system;
        if (system.Provider is not IRemoteActorRefProvider provider)
        {
            throw new ConfigurationException(
                $"Cannot make actor system [{system.Name}] a member of a cluster: its akka.actor.provider is "
                    + $"[{system.Provider.GetType()}]. "
                + "Set it to cluster.");
        }

        if (!system.Settings.Config.HasPath("akka.cluster"))
            system.Settings.InjectTopLevelFallback(ConfigurationFactory.FromResource("cluster.conf", typeof(Cluster).Assembly));
        Settings = new ClusterSettings(system.Settings.Config, system.Name);
        SelfUniqueAddress = new UniqueAddress(provider.DefaultAddress, AddressUidExtension.Uid(system));
        _log = Logging.GetLogger(system, this);
        _never = Member.Create(SelfUniqueAddress, Member.NotUp, MemberStatus.Removed, Settings.Roles, Settings.AppVersion);
        _snapshot = new Snapshot(new ClusterEvent.CurrentClusterState(), null);
        FailureDetector = new DefaultFailureDetectorRegistry<Address>(() => FailureDetectorLoader.Load(
            Settings.FailureDetectorImplementationClass, Settings.FailureDetectorConfig, system));
        DowningProvider = MakeDowningProvider();
        Lease = new MembershipLease(system.Time, system.Scheduler);
        _daemon = system.SystemActorOf(
            Props.CreateBy(() => new ClusterDaemon(this)).WithDispatcher(Settings.UseDispatcher).WithDeploy(Deploy.Local), "cluster");
        AddShutdownTasks();
        provider.RemoteWatcher.Tell(new ClusterRemoteWatcher.Follow(this), ActorRefs.NoSender);
        LogInfo("Started up successfully");
    }

    /// <summary>The settings.</summary>
    public ClusterSettings Settings { get; }

    /// <summary>This incarnation of the system.</summary>
    public UniqueAddress SelfUniqueAddress { get; }

    /// <summary>The address of the system.</summary>
    public Address SelfAddress => SelfUniqueAddress.Address;

    /// <summary>The roles of the system.</summary>
    public ImmutableHashSet<string> SelfRoles => Settings.Roles;

    /// <summary>The state as it was published last; events may be under way to subscribers.</summary>
    public ClusterEvent.CurrentClusterState State => _snapshot.State;

    /// <summary>The system as a member; with status Removed before it has joined and after it has gone.</summary>
    public Member SelfMember => _snapshot.Self ?? _never;

    /// <summary>Whether this part has stopped: the system is no member and cannot be one again.</summary>
    public bool IsTerminated => _terminated.IsSet;

    /// <summary>Whether the system is a member that is up.</summary>
    public bool IsUp => SelfMember.Status == MemberStatus.Up;

    /// <summary>The system.</summary>
    public ExtendedActorSystem System => _system;

    /// <summary>The detectors of the members that this one watches.</summary>
    public DefaultFailureDetectorRegistry<Address> FailureDetector { get; }

    /// <summary>As configured; never asked.</summary>
    public IDowningProvider DowningProvider { get; }

    /// <summary>Own: whether this member may act as an owner.</summary>
    internal MembershipLease Lease { get; }

    /// <summary>The clock of the system.</summary>
    internal TimeProvider Time => _system.Time;

    /// <summary>The part of <paramref name="system"/>.</summary>
    public static Cluster Get(ActorSystem system) => ClusterExtension.Provider.Get(system);

    /// <summary>The path of a local actor as other members can use it.</summary>
    public ActorPath RemotePathOf(IActorRef actorRef)
    {
        var path = actorRef.Path;
        return path.Address.HasGlobalScope ? path : (new RootActorPath(SelfAddress) / path.Elements).WithUid(path.Uid);
    }

    /// <summary>What is published goes through here first, so that <see cref="State"/> is never behind an event.</summary>
    internal void Update(ClusterEvent.CurrentClusterState state, Member? self)
    {
        _snapshot = new Snapshot(state, self);
        if (self?.Status is MemberStatus.Up)
            _up.Set();
    }

    /// <summary>The system is not a member any more.</summary>
    internal void Terminated()
    {
        Lease.End();
        _terminated.Set();
    }

    /// <summary>Logs <paramref name="text"/> if that is wanted.</summary>
    internal void LogInfo(string text)
    {
        if (Settings.LogInfo)
            _log.Info("Cluster Node [{0}] - {1}", SelfAddress, text);
    }

    private IDowningProvider MakeDowningProvider()
    {
        var name = Settings.DowningProviderType.AssemblyQualifiedName!;
        var takesCluster = Settings.DowningProviderType.GetConstructor([typeof(ActorSystem), typeof(Cluster)]) is not null;
        return takesCluster
            ? Util.ConfiguredType.Create<IDowningProvider>(name, "akka.cluster.downing-provider-class", _system, this)
            : Util.ConfiguredType.Create<IDowningProvider>(name, "akka.cluster.downing-provider-class", _system);
    }

    private sealed record Snapshot(ClusterEvent.CurrentClusterState State, Member? Self);
}
