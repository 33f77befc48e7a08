using Akka.Actor;
using Akka.Cluster.Serialization;
using Akka.Cluster.Store;

namespace Akka.Cluster;

/// <summary>
/// <c>/system/cluster</c>, one per system: supervises the parts and passes on what they are told. A part that fails is not started again
/// with a state that nobody knows: the member gives up its right to act and the failure goes up to the system.
/// </summary>
internal sealed class ClusterDaemon : ReceiveActor
{
    private readonly Cluster _cluster;
    private readonly IMembershipStore _store;
    private IActorRef _publisher = ActorRefs.Nobody;
    private IActorRef _core = ActorRefs.Nobody;

    public ClusterDaemon(Cluster cluster)
    {
        _cluster = cluster;
        var setup = cluster.System.Settings.Setup.Get<MembershipStoreSetup>();
        _store = MembershipStores.Create(cluster.Settings.Membership, setup.HasValue ? setup.Value : null, cluster.Time);
        Receive<ClusterEventPublisher.Subscribe>(message => _publisher.Forward(message));
        Receive<ClusterEventPublisher.Unsubscribe>(message => _publisher.Forward(message));
        Receive<ClusterEventPublisher.SendState>(message => _publisher.Forward(message));
        Receive<ClusterCommand>(message => _core.Forward(message));
    }

    protected override void PreStart()
    {
        var settings = _cluster.Settings;
        var runner = new StatementRunner(_store, Relay, settings.Membership.RenewInterval, _cluster.Time);
        _publisher = Start(() => new ClusterEventPublisher(_cluster), "publisher");
        _core = Start(() => new ClusterCore(_cluster, _store, runner, _publisher), "core");
        Start(() => new ClusterRelay(settings.Membership.ClusterName, _store, () => runner.IsDirectBroken), "relay");
        Start(() => new ClusterHeartbeatReceiver(_cluster), "heartbeatReceiver");
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ =>
    {
        _cluster.Lease.End();
        return Directive.Escalate;
    });

    protected override void PostStop()
    {
        _cluster.Terminated();
        _ = _store.DisposeAsync().AsTask();
    }

    private async Task<Membership.MembershipAnswer> Relay(
        Address peer, Membership.MembershipStatement statement, CancellationToken cancel)
    {
        var target = _cluster.System.ActorSelection(new RootActorPath(peer) / "system" / "cluster" / "relay");
        var request = new RelayRequest(_cluster.Settings.Membership.ClusterName, statement);
        var answer = await target.Ask<RelayAnswer>(request, _cluster.Settings.Membership.CallTimeout, cancel).ConfigureAwait(false);
        return answer.Answer ?? throw new InvalidOperationException($"[{peer}] could not help: {answer.Failure}");
    }

    private IActorRef Start<T>(Func<T> make, string name)
        where T : ActorBase =>
        Context.ActorOf(Props.CreateBy(make).WithDispatcher(_cluster.Settings.UseDispatcher).WithDeploy(Deploy.Local), name);
}
