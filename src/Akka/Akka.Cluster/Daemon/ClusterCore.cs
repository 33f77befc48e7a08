using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Cluster.Store;
using Akka.Event;

namespace Akka.Cluster;

/// <summary>
/// <c>/system/cluster/core</c>, one per system: drives <see cref="MembershipNode"/> with time, answers and messages. Never waits for
/// anything. What the node decides it carries out in <c>ClusterCore.Output.cs</c>.
/// </summary>
internal sealed partial class ClusterCore : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TickMax = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan TickMin = TimeSpan.FromMilliseconds(10);

    private readonly Cluster _cluster;
    private readonly IMembershipStore _store;
    private readonly StatementRunner _runner;
    private readonly IActorRef _publisher;
    private readonly MembershipNode _node;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<TaskCompletionSource<string>> _refusals = [];
    private readonly CancellationTokenSource _stopped = new();
    private readonly IActorRef _self;
    private IActorRef _heartbeats = ActorRefs.Nobody;
    private ImmutableArray<Address> _seeds = [];

    public ClusterCore(Cluster cluster, IMembershipStore store, StatementRunner runner, IActorRef publisher)
    {
        _cluster = cluster;
        _store = store;
        _runner = runner;
        _publisher = publisher;
        _self = Self;
        var settings = cluster.Settings;
        _node = new MembershipNode(
            new MembershipNode.Identity(
                cluster.SelfAddress,
                cluster.SelfUniqueAddress.Uid,
                [.. settings.Roles.Order(StringComparer.Ordinal)],
                settings.AppVersion.Version,
                new MembershipMinima(
                    settings.MinNrOfMembers, settings.MinNrOfMembersOfRole.ToImmutableSortedDictionary(StringComparer.Ordinal))),
            NodeTimes.From(settings.Membership, settings.RetryUnsuccessfulJoinAfter),
            this,
            Now());
        Receive<Tick>(_ => OnTick());
        Receive<Answered>(answered => _node.Answered(answered.Call, answered.Answer, Now()));
        Receive<Failed>(OnFailed);
        Receive<Wake>(_ => _node.Wake(Now()));
        Receive<SupportRequest>(OnSupportRequest);
        Receive<SupportAnswer>(answer => _node.Received(answer, Now()));
        Receive<ClusterHeartbeatSender.Silent>(OnSilent);
        Receive<ClusterCommand.Join>(OnJoin);
        Receive<ClusterCommand.Leave>(leave => _node.Want(new LeaveStatement(leave.Address), Now()));
        Receive<ClusterCommand.Down>(down => _node.Want(new DownStatement(_node.No, down.Address), Now()));
        Receive<ClusterCommand.InShutdown>(OnShutdownStep);
        Receive<JoinTimeout>(_ => OnJoinTimeout());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _heartbeats = Context.ActorOf(
            Props.CreateBy(() => new ClusterHeartbeatSender(_cluster, _self)).WithDispatcher(_cluster.Settings.UseDispatcher),
            "heartbeatSender");
        var settings = _cluster.Settings.Membership;
        var shortest = new[] { settings.RenewInterval, settings.PollInterval, settings.SupportDuration }.Min() / 4;
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, shortest < TickMin ? TickMin : shortest > TickMax ? TickMax : shortest);
        _store.Listen(() => _self.Tell(Wake.Instance, ActorRefs.NoSender));
        if (_cluster.Settings.SeedNodes.Count > 0)
            OnJoin(new ClusterCommand.Join([.. _cluster.Settings.SeedNodes]));
    }

    protected override void PostStop()
    {
        _cluster.Lease.End();
        _stopped.Cancel();
    }

    private long Now() => (long)_cluster.Time.GetElapsedTime(0).TotalMilliseconds;

    private void OnTick()
    {
        _node.Tick(Now());
        _cluster.Lease.Check();
        LookForTrouble();
    }

    private void OnJoin(ClusterCommand.Join join)
    {
        var others = join.Seeds.Where(seed => !seed.Equals(_cluster.SelfAddress)).ToArray();
        if (others.Length > 0 && !_cluster.Settings.Membership.IsShared)
        {
            var reason = $"Cannot join [{string.Join(", ", others.AsEnumerable())}]: this system keeps the table of members in "
                + $"its own memory. "
                + "Set akka.cluster.membership.provider and connection-string to a database that the members share.";
            _log.Error(reason);
            join.Refused?.TrySetResult(reason);
            return;
        }

        _seeds = [.. others];
        if (join.Refused is { } refused)
            _refusals.Add(refused);
        if (_node.State == MembershipNode.Phase.Idle && _cluster.Settings.ShutdownAfterUnsuccessfulJoinSeedNodes is { } limit)
            Timers.StartSingleTimer(nameof(JoinTimeout), JoinTimeout.Instance, limit);
        _node.Join(Now());
    }

    private void OnJoinTimeout()
    {
        if (_node.State != MembershipNode.Phase.Joining)
            return;
        _log.Warning("Joining did not succeed in time (shutdown-after-unsuccessful-join-seed-nodes). The system ends.");
        CoordinatedShutdown.Get(_cluster.System).Run(CoordinatedShutdown.ClusterJoinUnsuccessfulReason.Instance);
    }

    private void OnFailed(Failed failed)
    {
        _lastFailure = failed.Cause;
        if (_node.State == MembershipNode.Phase.Joining)
            LogJoinFailure(failed.Cause);
        _node.Failed(failed.Call, Now());
    }

    private void OnSupportRequest(SupportRequest request)
    {
        if (_node.Received(request, Now()) is { } answer)
            Sender.Tell(answer);
    }

    private void OnSilent(ClusterHeartbeatSender.Silent silent)
    {
        _silent = silent.Watched;
        _node.Observed(
            [.. _node.Table.Present.Where(row => _silent.Contains(new UniqueAddress(row.Address, row.Uid))).Select(row => row.No)], Now());
        PublishTable();
    }

    /// <summary>Done by the core to itself.</summary>
    private sealed record Answered(long Call, MembershipAnswer Answer) : INoSerializationVerificationNeeded;

    private sealed record Failed(long Call, Exception Cause) : INoSerializationVerificationNeeded;

    private sealed class Tick : INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }

    private sealed class Wake : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Wake Instance = new();
    }

    private sealed class JoinTimeout : INoSerializationVerificationNeeded
    {
        public static readonly JoinTimeout Instance = new();
    }
}
