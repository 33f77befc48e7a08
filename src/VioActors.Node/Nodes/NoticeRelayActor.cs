using Akka.Actor;
using Akka.Cluster;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Events;

namespace VioActors.Node.Nodes;

/// <summary>
/// Tells the other processes which aggregates of this one changed, and publishes what they tell on the event stream of this one, where
/// views listen. One in each process, under the same name. Gap: a notice may be lost; views compare from time to time.
/// </summary>
internal sealed class NoticeRelayActor : ReceiveActor
{
    public const string Name = "notices";

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    public NoticeRelayActor()
    {
        Receive<ObjectNotice>(Relay);
        Receive<AggregateChanged>(Context.System.EventStream.Publish);
    }

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(ObjectNotice));

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void Relay(ObjectNotice notice)
    {
        var changed = new AggregateChanged(notice.Aggregate, notice.Changes);
        foreach (var member in _cluster.State.Members)
        {
            if (member.Status == MemberStatus.Up && member.UniqueAddress != _cluster.SelfUniqueAddress)
                Context.ActorSelection(new RootActorPath(member.Address) / "user" / Name).Tell(changed);
        }
    }
}
