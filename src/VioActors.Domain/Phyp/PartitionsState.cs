using System.Collections.Immutable;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp;

/// <summary>The partitions of one CEC and their adapter pairs. Immutable.</summary>
public sealed record PartitionsState(CecId Cec, ImmutableSortedDictionary<PartitionId, Partition> Partitions,
    ImmutableList<AdapterPair> Pairs)
{
    public static PartitionsState Empty(CecId cec) => new(cec, ImmutableSortedDictionary<PartitionId, Partition>.Empty, []);

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public PartitionsState Apply(IPartitionsEvent @event) => @event switch
    {
        PartitionDefined defined => this with { Partitions = Partitions.Add(defined.Partition.Id, defined.Partition) },
        AdaptersPaired paired => this with { Pairs = Pairs.Add(paired.Pair) },
        _ => throw new InvalidOperationException($"The partitions of {Cec} know no event {@event.GetType().Name}."),
    };
}
