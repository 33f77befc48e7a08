using Akka.Actor;
using VioActors.Actors.Aggregates;

namespace VioActors.Node.Nodes;

/// <summary>Where a process of a cluster finds each kind of aggregate. Told to <see cref="ViosDbFrontActor"/> once. Immutable.</summary>
/// <param name="Families">The kinds, in the order in which they are asked whether a message is for them.</param>
/// <param name="Spread">The shard region, or its proxy, of each kind that is spread, by its type.</param>
/// <param name="Singletons">Where the others are.</param>
internal sealed record ViosDbRoutes(
    IReadOnlyList<AggregateFamily> Families, IReadOnlyDictionary<string, IActorRef> Spread, IActorRef Singletons)
    : INoSerializationVerificationNeeded
{
    /// <summary>Null: the message is for no aggregate.</summary>
    public IActorRef? Of(object message)
    {
        foreach (var family in Families)
        {
            if (family.IdOf(message) is not null)
                return family.IsSpread ? Spread[family.Type] : Singletons;
        }

        return null;
    }
}
