using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp;

/// <summary>The partitions of one CEC, their adapter pairs, the look-up table of events and who is frozen. Immutable.</summary>
public sealed record PartitionsState(
    CecId Cec,
    ImmutableSortedDictionary<PartitionId, Partition> Partitions,
    ImmutableList<AdapterPair> Pairs,
    ImmutableSortedDictionary<PartitionId, ValueList<ViosEventKind>> Events,
    ImmutableSortedDictionary<PartitionId, FrozenPartition> Frozen)
{
    public static PartitionsState Empty(CecId cec) => new(
        cec,
        ImmutableSortedDictionary<PartitionId, Partition>.Empty,
        [],
        ImmutableSortedDictionary<PartitionId, ValueList<ViosEventKind>>.Empty,
        ImmutableSortedDictionary<PartitionId, FrozenPartition>.Empty);

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public PartitionsState Apply(IPartitionsEvent @event) => @event switch
    {
        PartitionDefined defined => this with { Partitions = Partitions.Add(defined.Partition.Id, defined.Partition) },
        AdaptersPaired paired => this with { Pairs = Pairs.Add(paired.Pair) },
        EventsRegistered e => this with { Events = Events.SetItem(e.Registration.Client, e.Registration.Events) },
        PartitionFrozen e => this with { Frozen = Frozen.SetItem(e.Frozen.Client, e.Frozen) },
        PartitionResumed e => this with { Frozen = Frozen.Remove(e.Client) },
        _ => throw new InvalidOperationException($"The partitions of {Cec} know no event {@event.GetType().Name}."),
    };
}
