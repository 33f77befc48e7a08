using System.Collections.Immutable;
using VioActors.Domain.Common;

namespace VioActors.Domain.Cec;

/// <summary>Hardware of one CEC and the adapter names in use on it. Immutable.</summary>
public sealed record CecState(CecHardware Hardware, ImmutableDictionary<string, AdapterNameUse> Names)
{
    public static CecState Empty { get; } = new(CecHardware.None, ImmutableDictionary<string, AdapterNameUse>.Empty);

    public static CecState From(CecSnapshot snapshot) => new(
        snapshot.Hardware ?? CecHardware.None, snapshot.Names.ToImmutableDictionary(use => use.Name.Value));

    /// <summary>All uses, by kind and then number.</summary>
    public ValueList<AdapterNameUse> Ordered() =>
        Names.Values.OrderBy(use => use.Name.Prefix, StringComparer.Ordinal).ThenBy(use => use.Name.Number).ToValueList();

    public CecSnapshot ToSnapshot() => new(Ordered(), Hardware);

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public CecState Apply(ICecEvent @event) => @event switch
    {
        AdapterNameTaken e => this with { Names = Names.Add(e.Use.Name.Value, e.Use) },
        AdapterNameFreed e => this with { Names = Names.Remove(e.Name.Value) },
        HardwareDefined e => this with { Hardware = e.Hardware },
        _ => throw new InvalidOperationException($"A CEC knows no event {@event.GetType().Name}; a newer version wrote it."),
    };
}
