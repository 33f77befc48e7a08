using Akka.Actor;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// The shared VIOS DB: takes every message for an aggregate that is run here and hands it to the one actor that owns it, made at first
/// need; tells subscribed VIOSes what changed, and when nothing can be stored. One for each cluster.
/// <para>Guarantee: one actor an aggregate. An aggregate that stopped because its journal failed is made anew at the next message.</para>
/// </summary>
public sealed class ViosDbActor : ReceiveActor, IWithTimers
{
    private readonly ViosSubscribers _subscribers = new(Context.System.EventStream);

    public ViosDbActor(IChunkEraser eraser, TimeProvider time)
        : this(eraser, time, AggregateSettings.Default)
    {
    }

    public ViosDbActor(IChunkEraser eraser, TimeProvider time, AggregateSettings settings)
        : this(viosDb => new AggregateFamilies(viosDb, eraser, time, settings).All) =>
        Context.ActorOf(JournalWatchActor.Props(place: ""), JournalWatchActor.Name);

    /// <summary>Whether they can store is watched by whoever makes it.</summary>
    /// <param name="hosted">Which aggregates are run here, given this actor.</param>
    public ViosDbActor(Func<IActorRef, IReadOnlyList<AggregateFamily>> hosted)
    {
        foreach (var family in hosted(Self))
            Receive<IDomainMessage>(message => Forward(family, message));
        Receive<SubscribeVios>(subscribe =>
        {
            _subscribers.Add(subscribe.Vios, Sender);
            Context.Watch(Sender);
        });
        Receive<Terminated>(ended => _subscribers.Remove(ended.ActorRef));
        Receive<object>(message => _subscribers.Deliver(message, Timers));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private bool Forward(AggregateFamily family, IDomainMessage message)
    {
        if (family.IdOf(message) is not { } id)
            return false;
        var name = family.ActorName(id);
        var child = Context.Child(name);
        (child.IsNobody() ? Context.ActorOf(family.PropsOf(id), name) : child).Forward(message);
        return true;
    }
}
