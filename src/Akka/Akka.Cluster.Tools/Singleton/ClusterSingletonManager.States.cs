using Akka.Actor;
using Akka.Event;
using static Akka.Cluster.Tools.Singleton.ClusterSingletonState;

namespace Akka.Cluster.Tools.Singleton;

/// <content>What each state does with what arrives.</content>
public sealed partial class ClusterSingletonManager
{
    private bool _leaving;
    private bool _stoppedForOwnership;
    private bool _endedByItself;

    private bool SelfLeaves => _leaving || _selfRemoved
        || _view.Find(SelfNode) is { Status: MemberStatus.Exiting or MemberStatus.Down or MemberStatus.Removed };

    private void DefineStates()
    {
        When(Start, e => e.FsmEvent switch
        {
            Begin => BeginToFollow(),
            HandOverToMe => Stay(),
            _ => null,
        });
        When(Younger, e => e.FsmEvent switch
        {
            HandOverToMe => AnswerIdle(),
            TakeOverFromMe => AskSender(),
            Retry => NextIdle(),
            _ => null,
        });
        When(BecomingOldest, e => e.FsmEvent switch
        {
            HandOverToMe => AnswerIdle(),
            TakeOverFromMe => AskSender(),
            HandOverInProgress => Stay(),
            Retry => NextIdle(),
            _ => null,
        });
        When(Oldest, e => e.FsmEvent is HandOverToMe ? BeginHandOver() : null);
        When(WasOldest, e => e.FsmEvent switch
        {
            HandOverToMe => BeginHandOver(),
            Retry => OfferToOldest(),
            _ => null,
        });
        When(HandingOver, e => e.FsmEvent is HandOverToMe ? AskedAgain() : null);
        When(Stopping, e => e.FsmEvent is HandOverToMe ? AskedAgain() : null);
        When(End, e => e.FsmEvent is HandOverToMe ? AnswerIdle() : null);
        WhenUnhandled(e => e.FsmEvent switch
        {
            ClusterEvent.CurrentClusterState state => Seen(state.Members),
            ClusterEvent.MemberRemoved removed => Removed(removed.Member),
            ClusterEvent.IMemberEvent change => Seen([change.Member]),
            ClusterEvent.ClusterShuttingDown => RemovedSelf(),
            MarginOver over => Forget(over.Node),
            MembershipLease.Held or MembershipLease.Lost => OwnershipMayHaveChanged(),
            Terminated ended => SingletonEnded(ended),
            Leave => BeginToLeave(),
            HandOverDone => NoteConfirmation(),
            Begin or Retry or HandOverInProgress or TakeOverFromMe => Stay(),
            _ => null,
        });
        OnTransition((from, to) =>
        {
            if (from != to)
                _log.Info("ClusterSingletonManager of [{0}]: {1} -> {2}", _settings.SingletonName, from, to);
            if (to is End)
                _exited.TrySetResult(Done.Instance);
        });
    }

    private State<ClusterSingletonState, IClusterSingletonData> BeginToFollow()
    {
        _cluster.Subscribe(
            Self,
            ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot,
            typeof(ClusterEvent.IMemberEvent),
            typeof(ClusterEvent.ClusterShuttingDown));
        return Stay();
    }

    private State<ClusterSingletonState, IClusterSingletonData> Seen(IEnumerable<Member> members)
    {
        foreach (var member in members)
            _view = _view.With(member);
        return Next();
    }

    private State<ClusterSingletonState, IClusterSingletonData> Removed(Member member)
    {
        if (member.UniqueAddress.Equals(SelfNode))
            return RemovedSelf();
        if (_settings.RemovalMargin == TimeSpan.Zero || !_view.Knows(member.UniqueAddress))
            return Forget(member.UniqueAddress);
        SetTimer("margin-" + member.UniqueAddress, new MarginOver(member.UniqueAddress), _settings.RemovalMargin);
        return Stay();
    }

    private State<ClusterSingletonState, IClusterSingletonData> Forget(UniqueAddress node)
    {
        _view = _view.Without(node);
        _ledger = _ledger.Without(node);
        return Next();
    }

    /// <summary>Others may start it already as soon as they see the removal: no time for the termination message.</summary>
    private State<ClusterSingletonState, IClusterSingletonData> RemovedSelf()
    {
        _selfRemoved = true;
        if (Here.Singleton is not { } singleton)
            return StateName is End ? Stay() : GoTo(End);
        Context.Stop(singleton);
        return StateName is HandingOver or Stopping ? Stay() : GoTo(Stopping);
    }

    private State<ClusterSingletonState, IClusterSingletonData> BeginToLeave()
    {
        _leaving = true;
        return Next();
    }

    /// <summary>The state that membership, ownership and the words of others ask for.</summary>
    private State<ClusterSingletonState, IClusterSingletonData> Next() => StateName switch
    {
        Start or Younger or BecomingOldest => NextIdle(),
        Oldest or WasOldest => NextRunning(),
        _ => Stay(),
    };

    private State<ClusterSingletonState, IClusterSingletonData> NextIdle()
    {
        CancelTimer(RetryTimer);
        if (SelfLeaves)
            return GoTo(End);
        if (_view.Find(SelfNode) is null && StateName is Start)
            return Stay();
        if (_view.Oldest is not { } oldest || !oldest.UniqueAddress.Equals(SelfNode))
            return StateName is Younger ? Stay() : GoTo(Younger);
        if (_ledger.Missing(_view, SelfNode).Count > 0)
            return AskMissing();
        return GoTo(Oldest).Using(Run(Here));
    }

    private State<ClusterSingletonState, IClusterSingletonData> NextRunning()
    {
        if (!SelfLeaves && _view.Oldest is { } oldest && oldest.UniqueAddress.Equals(SelfNode))
            return StateName is Oldest ? Stay().Using(Run(Here)) : GoTo(Oldest).Using(Run(Here));
        if (_view.OldestBut(SelfNode) is not null)
            return OfferToOldest();

        // It leaves, and nobody is there to take over.
        CancelTimer(RetryTimer);
        return StopSingleton(Stopping, Here);
    }

    private State<ClusterSingletonState, IClusterSingletonData> OwnershipMayHaveChanged()
    {
        if (_ownership.Holds)
            return StateName is Oldest ? Stay().Using(Run(Here)) : Stay();
        if (Here.Singleton is { } singleton)
        {
            _log.Warning(
                "The membership of this node may end soon: stopping singleton [{0}] before another node starts it.", singleton.Path);
            _stoppedForOwnership = true;
            Context.Stop(singleton);
        }

        return Stay();
    }

    private State<ClusterSingletonState, IClusterSingletonData> SingletonEnded(Terminated ended)
    {
        if (!ended.ActorRef.Equals(Here.Singleton))
            return Stay();
        var without = Here with { Singleton = null };
        switch (StateName)
        {
            case HandingOver or Stopping:
                return Ended(without);
            case Oldest or WasOldest when _stoppedForOwnership:
                _stoppedForOwnership = false;
                return Stay().Using(StateName is Oldest ? Run(without) : without);
            default:
                _log.Info("Singleton [{0}] has stopped by itself; it starts again with the next oldest node.", ended.ActorRef.Path);
                _endedByItself = true;
                return Stay().Using(without);
        }
    }
}
