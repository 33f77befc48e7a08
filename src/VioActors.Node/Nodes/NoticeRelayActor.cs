using Akka.Actor;
using Akka.Cluster;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.Events;
using VioActors.Domain.Restore;
using VioActors.Management.Events;

namespace VioActors.Node.Nodes;

/// <summary>
/// Tells the other processes which aggregates of this one changed, and which restores it refused, and publishes what they tell on the event
/// stream of this one, where views and the event log listen. One in each process, under the same name. Gap: a notice may be lost; views
/// compare from time to time.
/// </summary>
internal sealed class NoticeRelayActor : ReceiveActor
{
    public const string Name = "notices";

    private static readonly Type[] Own = [typeof(ObjectNotice), typeof(RestoreRefused), typeof(ClusterRestoreRefused)];

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    public NoticeRelayActor()
    {
        Receive<ObjectNotice>(notice => Relay(new AggregateChanged(notice.Aggregate, notice.Changes)));
        Receive<AggregateChanged>(Context.System.EventStream.Publish);
        Receive<RestoreRefused>(RelayRefusal);
        Receive<ClusterRestoreRefused>(RelayRefusal);
    }

    protected override void PreStart()
    {
        foreach (var type in Own)
            Context.System.EventStream.Subscribe(Self, type);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    // What comes from another process has its relay as sender, and is not told on.
    private void RelayRefusal(IDomainMessage refusal)
    {
        if (Sender.Path.Name == Name)
            Context.System.EventStream.Publish(new RefusalElsewhere(refusal));
        else
            Relay(refusal);
    }

    private void Relay(IDomainMessage message)
    {
        foreach (var member in _cluster.State.Members)
        {
            if (member.Status == MemberStatus.Up && member.UniqueAddress != _cluster.SelfUniqueAddress)
                Context.ActorSelection(new RootActorPath(member.Address) / "user" / Name).Tell(message, Self);
        }
    }
}
