using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp;

/// <summary>The partitions of one CEC, their adapter pairs, the look-up table of events and who is frozen, Fibre Channel adapters and
/// which WWPNs were given. Immutable.</summary>
public sealed record PartitionsState(
    CecId Cec,
    ImmutableSortedDictionary<PartitionId, Partition> Partitions,
    ImmutableList<AdapterPair> Pairs,
    ImmutableSortedDictionary<PartitionId, ValueList<ViosEventKind>> Events,
    ImmutableSortedDictionary<PartitionId, FrozenPartition> Frozen,
    ImmutableDictionary<(PartitionId Client, SlotNumber Slot), VirtualFcAdapter> VirtualFc,
    WwpnAllotment Wwpns)
{
    /// <summary>The partitions that are virtual machines.</summary>
    public ImmutableSortedDictionary<PartitionId, QemuMachine> Machines { get; init; } =
        ImmutableSortedDictionary<PartitionId, QemuMachine>.Empty;

    /// <summary>Shares of the machine that were set.</summary>
    public ImmutableSortedDictionary<PartitionId, PartitionProfile> Profiles { get; init; } =
        ImmutableSortedDictionary<PartitionId, PartitionProfile>.Empty;

    /// <summary>The partitions that are to run whenever the CEC does.</summary>
    public ImmutableSortedDictionary<PartitionId, PartitionActivation> Activations { get; init; } =
        ImmutableSortedDictionary<PartitionId, PartitionActivation>.Empty;

    public static PartitionsState Empty(CecId cec) => new(
        cec,
        ImmutableSortedDictionary<PartitionId, Partition>.Empty,
        [],
        ImmutableSortedDictionary<PartitionId, ValueList<ViosEventKind>>.Empty,
        ImmutableSortedDictionary<PartitionId, FrozenPartition>.Empty,
        ImmutableDictionary<(PartitionId, SlotNumber), VirtualFcAdapter>.Empty,
        WwpnAllotment.Empty);

    /// <summary>Whether a pair is one of Fibre Channel adapters.</summary>
    public bool IsVirtualFc(AdapterPair pair) => VirtualFc.ContainsKey((pair.Client, pair.ClientSlot));

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public PartitionsState Apply(IPartitionsEvent @event) => @event switch
    {
        PartitionDefined defined => this with { Partitions = Partitions.Add(defined.Partition.Id, defined.Partition) },
        AdaptersPaired paired => this with { Pairs = Pairs.Add(paired.Pair) },
        EventsRegistered e => this with { Events = Events.SetItem(e.Registration.Client, e.Registration.Events) },
        PartitionFrozen e => this with { Frozen = Frozen.SetItem(e.Frozen.Client, e.Frozen) },
        PartitionResumed e => this with { Frozen = Frozen.Remove(e.Client) },
        VirtualFcPaired e => this with
        {
            Pairs = Pairs.Add(e.Adapter.Pair),
            VirtualFc = VirtualFc.SetItem((e.Adapter.Pair.Client, e.Adapter.Pair.ClientSlot), e.Adapter),
            Wwpns = Wwpns.With(e.Adapter.Wwpns),
        },
        AdaptersUnpaired e => this with
        {
            Pairs = Pairs.Remove(e.Pair),
            VirtualFc = VirtualFc.Remove((e.Pair.Client, e.Pair.ClientSlot)),
        },
        WwpnChosen e => this with
        {
            VirtualFc = VirtualFc.SetItem(
                (e.Client, e.ClientSlot), VirtualFc[(e.Client, e.ClientSlot)] with { UsesSecond = e.Second }),
        },
        MachineDefined e => this with { Machines = Machines.SetItem(e.Machine.Client, e.Machine) },
        ProfileAssigned e => this with { Profiles = Profiles.SetItem(e.Profile.Client, e.Profile) },
        PartitionActivated e => this with { Activations = Activations.SetItem(e.Activation.Client, e.Activation) },
        PartitionDeactivated e => this with { Activations = Activations.Remove(e.Client) },
        _ => throw new InvalidOperationException($"The partitions of {Cec} know no event {@event.GetType().Name}."),
    };
}
