using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Event;

namespace Akka.Cluster;

/// <content>What the node decides.</content>
internal sealed partial class ClusterCore : INodeOutput
{
    private ImmutableHashSet<UniqueAddress> _silent = [];
    private ClusterEvent.CurrentClusterState _published = new();
    private Member? _selfMember;
    private Exception? _lastFailure;
    private string _lastJoinFailure = "";
    private bool _inTrouble;

    void INodeOutput.Execute(long call, MembershipStatement statement) => _runner.RunAsync(statement, Peers(), _stopped.Token).PipeTo(
        _self, ActorRefs.NoSender, answer => new Answered(call, answer), failure => new Failed(call, failure));

    void INodeOutput.AskSupport(MemberRow member, SupportRequest request) =>
        Context.ActorSelection(new RootActorPath(member.Address) / "system" / "cluster" / "core").Tell(request, Self);

    void INodeOutput.ValidUntil(long timestampMs)
    {
        if (timestampMs != long.MinValue)
            _cluster.Lease.Set((long)(timestampMs * (_cluster.Time.TimestampFrequency / 1000.0)));
    }

    void INodeOutput.TableChanged(MembershipTable before, MembershipTable after)
    {
        PublishTable();
        var self = _cluster.SelfUniqueAddress;
        _heartbeats.Tell(new ClusterHeartbeatSender.Members(
            [.. after.Present.Where(row => row.IsLive).Select(row => new UniqueAddress(row.Address, row.Uid)).Where(other =>
                other != self)]));
        if (after.Find(_node.No) is not { } row)
            return;
        if (row.Status is MemberStatus.Exiting)
        {
            Complete(_leaving);
            CoordinatedShutdown.Get(_cluster.System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
        }
    }

    void INodeOutput.Refused(string reason)
    {
        if (_lastJoinFailure != reason)
            _log.Warning("Cannot join the cluster in {0}: {1}. Trying again.", _store.Description, reason);
        _lastJoinFailure = reason;
        foreach (var refusal in _refusals)
            refusal.TrySetResult($"Cannot join the cluster in {_store.Description}: {reason}.");
        _refusals.Clear();
    }

    void INodeOutput.Ended(string reason)
    {
        _cluster.Lease.End();
        var left = _departing.Count > 0;
        _cluster.LogInfo($"is no member any more: {reason}");
        PublishEnd();
        Complete(_leaving);
        Complete(_departing);
        _cluster.Terminated();
        Timers.Cancel(nameof(Tick));
        if (!left && _cluster.Settings.RunCoordinatedShutdownWhenDown)
            CoordinatedShutdown.Get(_cluster.System).Run(CoordinatedShutdown.ClusterDowningReason.Instance);
    }

    void INodeOutput.WishRejected(MembershipStatement wish, string reason) =>
        _log.Warning("Cannot carry out [{0}]: {1}.", wish, reason);

    private IReadOnlyList<Address> Peers()
    {
        var members = _node.Table.Present.Where(row => row.No != _node.No && row.IsLive).ToArray();
        return members.Length == 0
            ? _seeds
            : [.. members.OrderBy(row => _silent.Contains(new UniqueAddress(row.Address, row.Uid))).Select(row => row.Address).Distinct()];
    }

    private void PublishTable()
    {
        var unreachable = _node.Table.Present.Where(row => _silent.Contains(new UniqueAddress(row.Address, row.Uid)))
            .Select(row => row.No).ToHashSet();
        var state = PublicState.From(_node.Table, _node.No, unreachable);
        var removed = _node.Table.Rows.Where(row => !row.IsPresent).ToDictionary(row => new UniqueAddress(row.Address, row.Uid));
        var events = StateDifference.Between(
            _published,
            state,
            gone => !removed.TryGetValue(gone.UniqueAddress, out var row) || row.Previous == MemberStatus.Down,
            withPast: true).ToImmutableArray();
        if (state.Members.TryGetValue(SelfKey(), out var self))
            _selfMember = self;
        foreach (var happened in events)
            Log(happened);
        _published = state;
        _publisher.Tell(new ClusterEventPublisher.Changed(state, _selfMember, events));
    }

    /// <summary>The last state: without this member.</summary>
    private void PublishEnd()
    {
        if (_selfMember is not { } self)
            return;
        var rest = _published.Members.Remove(self);
        var events = new List<ClusterEvent.IClusterDomainEvent>();
        if (_published.Members.Contains(self))
        {
            var inOrder = self.Status is MemberStatus.Exiting or MemberStatus.Leaving;
            if (!inOrder && self.Status != MemberStatus.Down)
                events.Add(new ClusterEvent.MemberDowned(self.Copy(MemberStatus.Down)));
            events.Add(new ClusterEvent.MemberRemoved(
                self.Copy(MemberStatus.Removed), inOrder ? MemberStatus.Exiting : MemberStatus.Down));
        }

        _published = _published.Copy(rest, _published.Unreachable.Remove(self));
        _selfMember = self.Copy(MemberStatus.Removed);
        _publisher.Tell(new ClusterEventPublisher.Changed(_published, _selfMember, [.. events]));
    }

    private Member SelfKey() => Member.Create(
        _cluster.SelfUniqueAddress, Member.NotUp, MemberStatus.Joining, [], Util.AppVersion.AppVersionZero);

    private void Log(ClusterEvent.IClusterDomainEvent happened)
    {
        switch (happened)
        {
            case ClusterEvent.UnreachableMember away:
                _log.Warning("Cluster Node [{0}] - Marking node as UNREACHABLE [{1}]", _cluster.SelfAddress, away.Member);
                break;
            case ClusterEvent.ReachableMember back:
                _cluster.LogInfo($"Marking node as REACHABLE [{back.Member}]");
                break;
            case ClusterEvent.IMemberEvent change:
                _cluster.LogInfo($"{change.GetType().Name}: [{change.Member}]");
                break;
            case ClusterEvent.LeaderChanged leader when _cluster.SelfAddress.Equals(leader.Leader):
                _cluster.LogInfo("is the new leader among reachable nodes");
                break;
        }
    }

    private void LogJoinFailure(Exception cause)
    {
        if (_lastJoinFailure == cause.Message)
            return;
        _lastJoinFailure = cause.Message;
        _log.Warning(cause, "Cannot join the cluster in {0}. Trying again.", _store.Description);
    }

    private void LookForTrouble()
    {
        var trouble = _node.IsInTrouble(Now());
        if (trouble == _inTrouble)
            return;
        _inTrouble = trouble;
        if (trouble)
            _log.Warning(
                _lastFailure, "The lease of this member has not been renewed for a while: {0} does not answer.", _store.Description);
        else
            _cluster.LogInfo($"{_store.Description} answers again");
    }
}
