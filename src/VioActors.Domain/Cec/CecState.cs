using System.Collections.Immutable;
using VioActors.Domain.Common;

namespace VioActors.Domain.Cec;

/// <summary>Adapter names in use on one CEC. Immutable.</summary>
public sealed record CecState(ImmutableDictionary<string, AdapterNameUse> Names)
{
    public static CecState Empty { get; } = new(ImmutableDictionary<string, AdapterNameUse>.Empty);

    public static CecState From(CecSnapshot snapshot) => new(snapshot.Names.ToImmutableDictionary(use => use.Name.Value));

    /// <summary>All uses, by kind and then number.</summary>
    public ValueList<AdapterNameUse> Ordered() =>
        Names.Values.OrderBy(use => use.Name.Prefix, StringComparer.Ordinal).ThenBy(use => use.Name.Number).ToValueList();

    public CecSnapshot ToSnapshot() => new(Ordered());

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public CecState Apply(ICecEvent @event) => @event switch
    {
        AdapterNameTaken e => new CecState(Names.Add(e.Use.Name.Value, e.Use)),
        AdapterNameFreed e => new CecState(Names.Remove(e.Name.Value)),
        _ => throw new InvalidOperationException($"A CEC knows no event {@event.GetType().Name}; a newer version wrote it."),
    };
}
