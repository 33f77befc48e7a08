using Akka.Actor;

namespace Akka.Cluster;

/// <content>Subscriptions and commands.</content>
public partial class Cluster
{
    private readonly Milestone _up = new();
    private readonly Milestone _terminated = new();

    /// <summary>As below, beginning with one <see cref="ClusterEvent.CurrentClusterState"/>.</summary>
    public void Subscribe(IActorRef subscriber, params Type[] to) => Subscribe(subscriber, ClusterEvent.InitialStateAsSnapshot, to);

    /// <summary>
    /// Sends <paramref name="subscriber"/> the events of the types <paramref name="to"/> until it stops or is unsubscribed. Throws
    /// <see cref="ArgumentException"/> when there is no type, or one that is not of the cluster.
    /// </summary>
    public void Subscribe(IActorRef subscriber, ClusterEvent.SubscriptionInitialStateMode initialStateMode, params Type[] to)
    {
        if (to.Length == 0)
            throw new ArgumentException("At least one IClusterDomainEvent class is required.", nameof(to));
        if (to.FirstOrDefault(type => !typeof(ClusterEvent.IClusterDomainEvent).IsAssignableFrom(type)) is { } wrong)
            throw new ArgumentException($"Subscribe to IClusterDomainEvent or a type below it; it was [{wrong}].", nameof(to));
        _daemon.Tell(new ClusterEventPublisher.Subscribe(subscriber, initialStateMode, [.. to]), ActorRefs.NoSender);
    }

    /// <summary>Ends all subscriptions of <paramref name="subscriber"/>.</summary>
    public void Unsubscribe(IActorRef subscriber) =>
        _daemon.Tell(new ClusterEventPublisher.Unsubscribe(subscriber, null), ActorRefs.NoSender);

    /// <summary>Ends the subscription of <paramref name="subscriber"/> to <paramref name="to"/>.</summary>
    public void Unsubscribe(IActorRef subscriber, Type to) =>
        _daemon.Tell(new ClusterEventPublisher.Unsubscribe(subscriber, to), ActorRefs.NoSender);

    /// <summary>Sends <paramref name="receiver"/> the state, in order with the events.</summary>
    public void SendCurrentClusterState(IActorRef receiver) =>
        _daemon.Tell(new ClusterEventPublisher.SendState(receiver), ActorRefs.NoSender);

    /// <summary>
    /// Makes the system a member. Which member is named makes no difference, because the table of members is shared; without a shared
    /// table
    /// only the system itself can be named.
    /// </summary>
    public void Join(Address address) => _daemon.Tell(new ClusterCommand.Join([FillLocal(address)]), ActorRefs.NoSender);

    /// <summary>
    /// As <see cref="Join"/>; the task ends when the system is up. It fails with <see cref="ClusterJoinFailedException"/> when the system
    /// is removed before, or is refused.
    /// </summary>
    public Task JoinAsync(Address address, CancellationToken token = default) => JoinSeedNodesAsync([address], token);

    /// <summary>As <see cref="Join"/>; no node of the list has a special part.</summary>
    public void JoinSeedNodes(IEnumerable<Address> seedNodes) =>
        _daemon.Tell(new ClusterCommand.Join([.. seedNodes.Select(FillLocal)]), ActorRefs.NoSender);

    /// <summary>As <see cref="JoinAsync"/>.</summary>
    public async Task JoinSeedNodesAsync(IEnumerable<Address> seedNodes, CancellationToken token = default)
    {
        if (IsTerminated)
            throw new ClusterJoinFailedException("The system was a member before; only a new actor system can join.");
        var refused = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _daemon.Tell(new ClusterCommand.Join([.. seedNodes.Select(FillLocal)], refused), ActorRefs.NoSender);
        var first = await Task.WhenAny(_up.Task, _terminated.Task, refused.Task).WaitAsync(token).ConfigureAwait(false);
        if (first == refused.Task)
            throw new ClusterJoinFailedException(await refused.Task.ConfigureAwait(false));
        if (first == _terminated.Task && !_up.IsSet)
            throw new ClusterJoinFailedException("The system was removed from the cluster before it went up.");
    }

    /// <summary>Makes the member at <paramref name="address"/> leave in order.</summary>
    public void Leave(Address address) => _daemon.Tell(new ClusterCommand.Leave(FillLocal(address)), ActorRefs.NoSender);

    /// <summary>Makes this member leave; the task ends when it is removed.</summary>
    public Task LeaveAsync() => LeaveAsync(CancellationToken.None);

    /// <summary>As above. After a cancellation the member leaves nevertheless.</summary>
    public Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (!IsTerminated)
            Leave(SelfAddress);
        return _terminated.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Shuts the member at <paramref name="address"/> out. It is removed once it is certain that it does not act any
    /// more.</summary>
    public void Down(Address address) => _daemon.Tell(new ClusterCommand.Down(FillLocal(address)), ActorRefs.NoSender);

    /// <summary>Calls <paramref name="callback"/> when this member is up; now if it is. On a thread of the pool.</summary>
    public void RegisterOnMemberUp(Action callback) => _up.Register(callback);

    /// <summary>Calls <paramref name="callback"/> when this member has been removed; now if it has. On a thread of the pool.</summary>
    public void RegisterOnMemberRemoved(Action callback) => _terminated.Register(callback);

    /// <summary>Ends the cluster part: the member is gone, or the system ends.</summary>
    internal void Shutdown()
    {
        Terminated();
        _system.Stop(_daemon);
    }

    private Address FillLocal(Address address)
    {
        if (address.HasGlobalScope)
            return address;
        return address.System == SelfAddress.System
            ? SelfAddress
            : throw new ArgumentException($"[{address}] is an address inside one process; members have one with host and port.",
                nameof(address));
    }
}
