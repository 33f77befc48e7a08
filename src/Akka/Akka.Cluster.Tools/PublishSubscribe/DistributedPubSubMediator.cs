using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Tools.Wire;
using Akka.Event;

namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>
/// One per node under the same path. Keeps the registrations of its node, learns those of others (<c>Gossip</c>), and sends messages to
/// who is registered (<c>Delivery</c>). Guarantee: messages of one sender reach a subscriber in order, at most once; registrations reach
/// other nodes after some gossip intervals. Those of a removed node are forgotten.
/// </summary>
public partial class DistributedPubSubMediator : ReceiveActor, IWithTimers
{
    private readonly DistributedPubSubSettings _settings;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly Registry _registry;
    private readonly LocalSubscribers _subscribers = new();
    private readonly Dictionary<string, IActorRef> _put = [];

    /// <summary>See <see cref="Props"/>.</summary>
    public DistributedPubSubMediator(DistributedPubSubSettings settings)
    {
        _settings = settings;
        _registry = new Registry(_cluster.SelfAddress);
        Log = Context.GetLogger();
        ToolsSerializers.Register(Context.System);

        Receive<Put>(PutOne);
        Receive<Remove>(RemoveOne);
        Receive<Subscribe>(SubscribeOne);
        Receive<Unsubscribe>(UnsubscribeOne);
        Receive<Terminated>(ended => Forget(ended.ActorRef));
        Receive<GetTopics>(_ => Sender.Tell(new CurrentTopics(_registry.Topics), Self));
        Receive<CountNodes>(count => Sender.Tell(_registry.Under(count.Key).Count, Self));
        ReceiveDeliveries();
        ReceiveGossip();
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The log of this actor.</summary>
    public ILoggingAdapter Log { get; }

    /// <summary>The versions of registrations by node. For the actor itself.</summary>
    public IImmutableDictionary<Address, long> OwnVersions => _registry.Versions;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <summary>A mediator.</summary>
    public static Props Props(DistributedPubSubSettings settings) =>
        Actor.Props.Create(() => new DistributedPubSubMediator(settings)).WithDeploy(Deploy.Local);

    /// <inheritdoc />
    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, typeof(ClusterEvent.IMemberEvent));
        StartGossip();
        base.PreStart();
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        base.PostStop();
    }

    private void PutOne(Put put)
    {
        if (!IsOfThisNode(put.Ref))
            return;
        var path = put.Ref.Path.ToStringWithoutAddress();
        _put[path] = Context.Watch(put.Ref);
        _registry.SetOwn(path, put.Ref, Now);
    }

    private void RemoveOne(Remove remove)
    {
        if (!_put.Remove(remove.Path, out var subject))
            return;
        _registry.SetOwn(remove.Path, null, Now);
        UnwatchUnused(subject);
    }

    private void SubscribeOne(Subscribe subscribe)
    {
        if (!IsOfThisNode(subscribe.Ref))
            return;
        Context.Watch(subscribe.Ref);
        if (_subscribers.Add(subscribe.Topic, subscribe.Group, subscribe.Ref))
            _registry.SetOwn(LocalSubscribers.Key(subscribe.Topic, subscribe.Group), Self, Now);
        Sender.Tell(new SubscribeAck(subscribe), Self);
    }

    private void UnsubscribeOne(Unsubscribe unsubscribe)
    {
        if (_subscribers.Remove(unsubscribe.Topic, unsubscribe.Group, unsubscribe.Ref))
            _registry.SetOwn(LocalSubscribers.Key(unsubscribe.Topic, unsubscribe.Group), null, Now);
        UnwatchUnused(unsubscribe.Ref);
        Sender.Tell(new UnsubscribeAck(unsubscribe), Self);
    }

    private void Forget(IActorRef ended)
    {
        foreach (var key in _subscribers.Remove(ended))
            _registry.SetOwn(key, null, Now);
        var path = ended.Path.ToStringWithoutAddress();
        if (_put.TryGetValue(path, out var known) && known.Equals(ended))
        {
            _put.Remove(path);
            _registry.SetOwn(path, null, Now);
        }
    }

    private void UnwatchUnused(IActorRef subject)
    {
        if (!_subscribers.Has(subject) && !_put.ContainsValue(subject))
            Context.Unwatch(subject);
    }

    private bool IsOfThisNode(IActorRef subject)
    {
        if (subject.Path.Address.HasLocalScope || subject.Path.Address.Equals(_cluster.SelfAddress))
            return true;
        Log.Warning("[{0}] lives on another node: register it with the mediator of that node.", subject);
        return false;
    }
}
