using Akka.Actor;
using VioActors.Domain.Common;

namespace VioActors.Actors.Aggregates;

/// <summary>One kind of aggregate. Immutable and thread-safe.</summary>
/// <param name="Type">What it is called: <c>lu</c>. With the id it is the name of the aggregate's journal.</param>
/// <param name="IsSpread">There may be many of them, and they work for themselves: they may run in several processes of a cluster.</param>
/// <param name="IdOf">Which aggregate a message is for; null: the message is for another family. Empty: the only one.</param>
/// <param name="PropsOf">How the aggregate of an id is made.</param>
public sealed record AggregateFamily(string Type, bool IsSpread, Func<object, string?> IdOf, Func<string, Props> PropsOf)
{
    /// <summary>A family with one aggregate for each id.</summary>
    public static AggregateFamily Of<TMessage>(string type, bool isSpread, Func<TMessage, string> idOf, Func<string, Props> propsOf)
        where TMessage : class, IDomainMessage =>
        new(type, isSpread, message => message is TMessage own ? idOf(own) : null, propsOf);

    /// <summary>A family of one.</summary>
    public static AggregateFamily Single<TMessage>(string type, Func<Props> props)
        where TMessage : class, IDomainMessage =>
        new(type, false, message => message is TMessage ? "" : null, _ => props());

    /// <summary>The name of an aggregate's actor: <c>lu-6025…</c>.</summary>
    public string ActorName(string id) => id.Length == 0 ? Type : Uri.EscapeDataString($"{Type}-{id}");
}
