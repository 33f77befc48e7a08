using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Event;

namespace Akka.Cluster.Sharding;

/// <content>Finding the coordinator: it is where the oldest node is.</content>
public sealed partial class ShardRegion
{
    private static readonly TimeSpan FirstRegistrationDelay = TimeSpan.FromMilliseconds(100);
    private readonly string[] _coordinatorPath;
    private OldestView _view;
    private Address? _oldest;
    private IActorRef? _coordinator;
    private TimeSpan _registrationDelay;

    private void FollowCluster(object message)
    {
        switch (message)
        {
            case ClusterEvent.CurrentClusterState state:
                foreach (var member in state.Members)
                    _view = _view.With(member);
                break;
            case ClusterEvent.MemberRemoved removed:
                _view = _view.Without(removed.Member.UniqueAddress);
                NodeRemoved(removed.Member);
                break;
            case ClusterEvent.IMemberEvent change:
                _view = _view.With(change.Member);
                break;
            case RegisterTick:
                TryToRegister();
                return;
        }

        var oldest = _view.Oldest?.Address;
        if (Equals(oldest, _oldest))
            return;
        _oldest = oldest;
        ForgetCoordinator();
    }

    private void ForgetCoordinator()
    {
        if (_coordinator is { } former)
            Context.Unwatch(former);
        _coordinator = null;
        StartToRegister();
    }

    private void StartToRegister()
    {
        _registrationDelay = FirstRegistrationDelay < Tuning.RetryInterval ? FirstRegistrationDelay : Tuning.RetryInterval;
        TryToRegister();
    }

    private void TryToRegister()
    {
        if (_coordinator is not null)
            return;
        if (_oldest is { } oldest)
        {
            object register = IsProxy ? new RegisterProxy(Self) : new Register(Self);
            Context.ActorSelection(new RootActorPath(oldest) / _coordinatorPath).Tell(register, Self);
        }

        Timers.StartSingleTimer(nameof(RegisterTick), RegisterTick.Instance, _registrationDelay);
        var longer = _registrationDelay * 2;
        _registrationDelay = longer < Tuning.RetryInterval ? longer : Tuning.RetryInterval;
    }

    /// <summary>
    /// Only the coordinator on the oldest node counts: the word of a former one may be on its way still, and is no longer true.
    /// </summary>
    private void Registered(IActorRef coordinator)
    {
        var node = coordinator.Path.Address.HasLocalScope ? _cluster.SelfAddress : coordinator.Path.Address;
        if (!Equals(node, _oldest) || coordinator.Equals(_coordinator))
            return;
        if (_coordinator is { } former)
            Context.Unwatch(former);
        _coordinator = Context.Watch(coordinator);
        Timers.Cancel(nameof(RegisterTick));
        _log.Debug("Region [{0}] is registered with [{1}].", _typeName, coordinator);

        // What was being handed off was for the former coordinator.
        _flushing.Clear();
        Retry();
    }

    private sealed record RegisterTick : INoSerializationVerificationNeeded
    {
        public static readonly RegisterTick Instance = new();
    }
}
