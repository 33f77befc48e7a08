using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp;

/// <summary>
/// A virtual Fibre Channel client adapter, the server adapter that it is paired with, one to one (NPV-1), and its names (NPV-2). Its
/// pair is
/// among those of <see cref="PartitionsReply"/>. Immutable.
/// </summary>
/// <param name="UsesSecond">The second name is in use: the partition has moved an odd number of times.</param>
public sealed record VirtualFcAdapter(AdapterPair Pair, WwpnPair Wwpns, bool UsesSecond)
{
    /// <summary>The name that it logs in to the fabric with.</summary>
    public Wwpn Active => UsesSecond ? Wwpns.Second : Wwpns.First;
}

/// <summary>
/// Gives the client a virtual Fibre Channel adapter to the VIOS, with a new pair of WWPNs: they are known before the partition is ever
/// activated. Answered with <see cref="VirtualFcReply"/>.
/// </summary>
/// <param name="ClientSlot">Null: the adapter that the client has to this VIOS already, or one in a free slot. A repeat with the same slot
/// is answered as before.</param>
public sealed record PairVirtualFc(PartitionId Client, PartitionId Vios, SlotNumber? ClientSlot) : ICommand;

/// <summary>Answer to <see cref="PairVirtualFc"/> and <see cref="QueryVirtualFc"/>.</summary>
public sealed record VirtualFcReply(VirtualFcAdapter Adapter) : IReply;

/// <summary>
/// Takes a client adapter of any kind and its pairing away. Its WWPNs are never given again. Refused while the client is frozen. Safe to
/// repeat.
/// </summary>
public sealed record UnpairAdapters(PartitionId Client, SlotNumber ClientSlot) : ICommand;

/// <summary>Which of its two names an adapter uses from its next login on: the partition has moved. Safe to repeat.</summary>
public sealed record UseWwpn(PartitionId Client, SlotNumber ClientSlot, bool Second) : ICommand;

/// <summary>Hypervisor call of a VIOS: whose Fibre Channel adapter is behind the server adapter in this slot of my partition? Answered with
/// <see cref="VirtualFcReply"/> or <see cref="Rejected"/>.</summary>
public sealed record QueryVirtualFc(PartitionId Vios, SlotNumber ServerSlot) : IQuery;

/// <summary>Answered with <see cref="VirtualFcFound"/>.</summary>
public sealed record GetVirtualFc : IQuery;

/// <summary>Every virtual Fibre Channel adapter of the CEC, ordered by client and slot.</summary>
public sealed record VirtualFcFound(CecId Cec, ValueList<VirtualFcAdapter> Adapters) : IReply;

public sealed record VirtualFcPaired(VirtualFcAdapter Adapter) : IPartitionsEvent;

public sealed record AdaptersUnpaired(AdapterPair Pair) : IPartitionsEvent;

public sealed record WwpnChosen(PartitionId Client, SlotNumber ClientSlot, bool Second) : IPartitionsEvent;
