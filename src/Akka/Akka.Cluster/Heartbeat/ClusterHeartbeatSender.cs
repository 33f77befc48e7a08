using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Serialization;
using Akka.Event;

namespace Akka.Cluster;

/// <summary>
/// <c>/system/cluster/heartbeatSender</c>, one per system: sends heartbeats to the members that this one watches, and tells the core which
/// of them do not answer. A member that was started anew at its address is another one.
/// </summary>
internal sealed class ClusterHeartbeatSender : ReceiveActor, IWithTimers
{
    private readonly Cluster _cluster;
    private readonly IActorRef _core;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ImmutableHashSet<UniqueAddress> _watched = [];
    private ImmutableHashSet<UniqueAddress> _unreachable = [];
    private long _sequence;

    public ClusterHeartbeatSender(Cluster cluster, IActorRef core)
    {
        _cluster = cluster;
        _core = core;
        Receive<Members>(members => Watch(members.Others));
        Receive<Tick>(_ => Send());
        Receive<Reap>(_ => Look());
        Receive<HeartbeatRsp>(answer => Answered(answer.From));
        Receive<ExpectFirst>(expected => First(expected.Member));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        var settings = _cluster.Settings;
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, settings.HeartbeatInterval);
        Timers.StartPeriodicTimer(
            nameof(Reap), Reap.Instance, settings.PeriodicTasksInitialDelay, settings.UnreachableNodesReaperInterval);
    }

    private void Watch(ImmutableHashSet<UniqueAddress> others)
    {
        var watched = HeartbeatRing.WatchedBy(_cluster.SelfUniqueAddress, others, _cluster.Settings.MonitoredByNrOfMembers);
        foreach (var dropped in _watched.Except(watched))
            _cluster.FailureDetector.Remove(dropped.Address);
        _watched = watched;
        Look();
    }

    private void Send()
    {
        foreach (var member in _watched)
        {
            if (!_cluster.FailureDetector.IsMonitoring(member.Address) && !Timers.IsTimerActive(member))
                Timers.StartSingleTimer(member, new ExpectFirst(member), _cluster.Settings.HeartbeatExpectedResponseAfter);
            if (_cluster.Settings.VerboseHeartbeatLogging)
                _log.Debug("Heartbeat to [{0}]", member.Address);
            Context.ActorSelection(new RootActorPath(member.Address) / "system" / "cluster" / "heartbeatReceiver")
                .Tell(new Serialization.Heartbeat(_cluster.SelfUniqueAddress, ++_sequence));
        }
    }

    private void Answered(UniqueAddress from)
    {
        if (!_watched.Contains(from))
            return;
        _cluster.FailureDetector.Heartbeat(from.Address);
        if (_unreachable.Contains(from))
            Look();
    }

    /// <summary>From now on silence counts, even if there has never been an answer.</summary>
    private void First(UniqueAddress member)
    {
        if (_watched.Contains(member) && !_cluster.FailureDetector.IsMonitoring(member.Address))
            _cluster.FailureDetector.Heartbeat(member.Address);
    }

    private void Look()
    {
        var silent = _watched.Where(member => !_cluster.FailureDetector.IsAvailable(member.Address)).ToImmutableHashSet();
        if (silent.SetEquals(_unreachable))
            return;
        _unreachable = silent;
        _core.Tell(new Silent(silent));
    }

    /// <summary>From the core: who the other members are.</summary>
    internal sealed record Members(ImmutableHashSet<UniqueAddress> Others) : INoSerializationVerificationNeeded;

    /// <summary>To the core: the watched members that do not answer.</summary>
    internal sealed record Silent(ImmutableHashSet<UniqueAddress> Watched) : INoSerializationVerificationNeeded;

    private sealed record ExpectFirst(UniqueAddress Member) : INoSerializationVerificationNeeded;

    private sealed class Tick : INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }

    private sealed class Reap : INoSerializationVerificationNeeded
    {
        public static readonly Reap Instance = new();
    }
}
