using Akka.Actor;
using Akka.Cluster;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Node.Nodes;

/// <summary>
/// The shared VIOS DB as a process of a cluster reaches it: hands each message to where its aggregate is, and tells the subscribed VIOSes
/// what the aggregates of this process announce. One in each process, under the same name. A VIOS subscribes at the front of its own
/// process, which passes that on to each process that may hold aggregates, also to those that come later. They are told, too, when the
/// aggregates of this process cannot store anything.
/// <code>
///   waiting ──routes──> routing
/// </code>
/// Gap: what is announced before a subscription has arrived is not told; a VIOS compares from time to time.
/// </summary>
internal sealed class ViosDbFrontActor : ReceiveActor, IWithStash, IWithTimers
{
    public const string Name = "vios-db-front";

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ViosSubscribers _subscribers = new(Context.System.EventStream);
    private readonly Dictionary<VioUuid, IActorRef> _own = [];
    private ViosDbRoutes _routes = null!;

    public ViosDbFrontActor()
    {
        var address = _cluster.SelfAddress;
        Context.ActorOf(JournalWatchActor.Props($"{address.Host}:{address.Port}"), JournalWatchActor.Name);
        Receive<ViosDbRoutes>(routes =>
        {
            _routes = routes;
            Become(Routing);
            Stash.UnstashAll();
        });
        ReceiveAny(_ => Stash.Stash());
    }

    public IStash Stash { get; set; } = null!;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() =>
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberUp));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Routing()
    {
        Receive<IDomainMessage>(message =>
        {
            if (_routes.Of(message) is not { } place)
                return false;
            place.Forward(message);
            return true;
        });
        Receive<SubscribeVios>(Subscribe);
        Receive<ClusterEvent.MemberUp>(up =>
        {
            foreach (var (vios, actor) in _own)
                PassOn(up.Member, vios, actor);
        });
        Receive<Terminated>(ended =>
        {
            _subscribers.Remove(ended.ActorRef);
            foreach (var vios in _own.Where(own => own.Value.Equals(ended.ActorRef)).Select(own => own.Key).ToList())
                _own.Remove(vios);
        });
        Receive<object>(message => _subscribers.Deliver(message, Timers));
    }

    private void Subscribe(SubscribeVios subscribe)
    {
        Context.Watch(Sender);
        if (Sender.Path.Address.HasGlobalScope && Sender.Path.Address != _cluster.SelfAddress)
        {
            _subscribers.Add(subscribe.Vios, Sender);
            return;
        }

        _own[subscribe.Vios] = Sender;
        foreach (var member in _cluster.State.Members.Where(member => member.Status == MemberStatus.Up))
            PassOn(member, subscribe.Vios, Sender);
    }

    private void PassOn(Member member, VioUuid vios, IActorRef actor)
    {
        if (!member.HasRole(NodeSettings.ViosDbRole))
            return;
        if (member.UniqueAddress == _cluster.SelfUniqueAddress)
            _subscribers.Add(vios, actor);
        else
            Context.ActorSelection(new RootActorPath(member.Address) / "user" / Name).Tell(new SubscribeVios(vios), actor);
    }
}
