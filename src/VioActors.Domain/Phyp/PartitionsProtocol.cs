using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp;

/// <summary>What a partition is for.</summary>
public enum PartitionKind
{
    Unspecified = 0,

    /// <summary>A virtual I/O server.</summary>
    Vios = 1,

    /// <summary>A built-in client partition, dispatched by PHYP.</summary>
    Client = 2,

    /// <summary>
    /// A machine outside of the CEC, or a virtual one that PHYP runs through QEMU, which reaches its server adapter over iSCSI; defined so
    /// that it has an identity.
    /// </summary>
    ExternalHost = 3,
}

/// <summary>A partition of the CEC. Immutable.</summary>
/// <param name="Id">CEC-relative identity: what PHYP tells a VIOS about its client (ID-1).</param>
/// <param name="Initiators">For an external host: the iSCSI names that are this host; empty: whoever knows the target name.</param>
public sealed record Partition(PartitionId Id, string Name, PartitionKind Kind, ValueList<InitiatorName> Initiators);

/// <summary>
/// A virtual client adapter and the server adapter that it is paired with, one to one. Immutable.
/// </summary>
/// <param name="Client">Partition of the client adapter.</param>
/// <param name="ClientSlot">Its slot there.</param>
/// <param name="Vios">Partition of the server adapter.</param>
/// <param name="ServerSlot">Its slot there.</param>
public sealed record AdapterPair(PartitionId Client, SlotNumber ClientSlot, PartitionId Vios, SlotNumber ServerSlot);

/// <summary>
/// Sent by the administrator's tools. Answered with <see cref="PartitionDefined"/>'s partition in <see cref="PartitionReply"/>; a repeat
/// with the same name and kind gives the same one.
/// </summary>
public sealed record DefinePartition(string Name, PartitionKind Kind, ValueList<InitiatorName> Initiators) : ICommand;

/// <summary>Answer to <see cref="DefinePartition"/>.</summary>
public sealed record PartitionReply(Partition Partition) : IReply;

/// <summary>
/// Gives the client a virtual SCSI adapter to the VIOS. Answered with <see cref="AdapterPairReply"/>; a repeat gives the pair that exists.
/// </summary>
public sealed record PairAdapters(PartitionId Client, PartitionId Vios) : ICommand;

/// <summary>Answer to <see cref="PairAdapters"/>.</summary>
public sealed record AdapterPairReply(AdapterPair Pair) : IReply;

/// <summary>Answered with <see cref="PartitionsReply"/>.</summary>
public sealed record GetPartitions : IQuery;

/// <summary>Every partition and adapter pair of the CEC, ordered by id and slot.</summary>
public sealed record PartitionsReply(CecId Cec, ValueList<Partition> Partitions, ValueList<AdapterPair> Pairs) : IReply;

public interface IPartitionsEvent : IEvent;

public sealed record PartitionDefined(Partition Partition) : IPartitionsEvent;

public sealed record AdaptersPaired(AdapterPair Pair) : IPartitionsEvent;
