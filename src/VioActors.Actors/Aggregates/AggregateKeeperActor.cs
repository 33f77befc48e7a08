using Akka.Actor;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// Keeps an aggregate that neither a <see cref="ViosDbActor"/> nor a shard region makes: hands everything on to it. One for each, made in
/// its place by who owns it; what the aggregate tells its parent goes to that one.
/// <para>Guarantee: an aggregate that stopped because its journal failed is made anew at the next message. Gap: what it had in hand is not
/// answered; who asked asks again.</para>
/// </summary>
public sealed class AggregateKeeperActor : ReceiveActor
{
    private const string Name = "aggregate";

    private readonly Props _aggregate;

    public AggregateKeeperActor(Props aggregate)
    {
        _aggregate = aggregate;
        ReceiveAny(message =>
        {
            var kept = Context.Child(Name);
            if (kept.IsNobody())
                Make().Forward(message);
            else if (kept.Equals(Sender))
                Context.Parent.Forward(message);
            else
                kept.Forward(message);
        });
    }

    public static Props Of(Props aggregate) => Props.Create(() => new AggregateKeeperActor(aggregate));

    protected override void PreStart() => Make();

    private IActorRef Make() => Context.ActorOf(_aggregate, Name);
}
