using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Vios;

/// <summary>A command or query for the aggregate of one VIOS's devices. Sent from any node (REG-11).</summary>
public interface IViosMessage : IDomainMessage
{
    VioUuid Vios { get; }
}

/// <summary>Stored event of the VIOS aggregate.</summary>
public interface IViosEvent : IEvent;

/// <summary>
/// Begins or corrects the record of a VIOS: at its first registration, and when it moved. Answered with <see cref="Ok"/> or <see
/// cref="NoOp"/>.
/// </summary>
public sealed record DefineVios(VioUuid Vios, DrcName Drc, ValueList<string> Portals) : ICommand, IViosMessage;

/// <summary>
/// Makes a server adapter for one client. The same slot with the same client is answered as before. Answered with
/// <see cref="ServerAdapterAnswer"/>, after the CEC gave a name.
/// </summary>
/// <param name="Wanted">A name that must be given, e.g. by a restore; null for the next free one.</param>
/// <param name="Slot">Null for the next free slot.</param>
public sealed record AddServerAdapter(
    VioUuid Vios,
    ServerAdapterKind Kind,
    SlotNumber? Slot,
    ClientKey Client,
    SlotNumber? ClientSlot,
    AdapterName? Wanted) : ICommand, IViosMessage;

/// <summary>The CEC's answer to a wish for a name; sent by the VIOS actor to itself.</summary>
/// <param name="Name">Null when refused.</param>
public sealed record ConcludeAdapterName(VioUuid Vios, SlotNumber Slot, AdapterName? Name, string? Problem) : ICompletion, IViosMessage;

/// <summary>Removes a server adapter; refused while devices are behind it.</summary>
/// <param name="ExpectedVersion">Version of the row that the caller saw; null for any.</param>
public sealed record RemoveServerAdapter(VioUuid Vios, AdapterName Adapter, ObjectVersion? ExpectedVersion) : ICommand, IViosMessage;

/// <summary>
/// Maps a logical unit to a server adapter: makes the VTD (ID-5). Answered with <see cref="MappingAnswer"/> after the logical unit has
/// noted its client, or <see cref="Rejected"/>. A repeat gives the same device.
/// </summary>
/// <param name="Lun">Null for the lowest free number.</param>
/// <param name="Device">Null for the next free <c>vtscsiN</c>.</param>
/// <param name="Shared">The logical unit may be mapped to other clients too (clustered file systems); all mappings must say so.</param>
public sealed record MapLu(
    VioUuid Vios,
    AdapterName Adapter,
    PoolName Pool,
    LuUdid Lu,
    LunNumber? Lun,
    VtdName? Device,
    bool ReadOnly,
    bool Shared) : ICommand, IViosMessage;

/// <summary>The logical unit's answer to a binding; sent by the VIOS actor to itself.</summary>
/// <param name="LuName">Its name; null when refused.</param>
public sealed record ConcludeBinding(VioUuid Vios, AdapterName Adapter, LuUdid Lu, LuName? LuName, Rejected? Refusal)
    : ICompletion, IViosMessage;

/// <summary>The logical unit has noted that a mapping is gone; sent by the VIOS actor to itself.</summary>
public sealed record ConcludeUnbinding(VioUuid Vios, AdapterName Adapter, LuUdid Lu) : ICompletion, IViosMessage;

/// <summary>Removes a VTD. Safe to repeat.</summary>
public sealed record UnmapLu(VioUuid Vios, VtdName Device, ObjectVersion? ExpectedVersion) : ICommand, IViosMessage;

/// <summary>A logical unit was deleted: its VTDs go (ID-5). Safe to repeat.</summary>
public sealed record ForgetLu(VioUuid Vios, LuUdid Lu) : ICommand, IViosMessage;

/// <summary>The cluster removes the VIOS: refused with clients mapped unless forced; afterwards nothing can be added (REG-6).</summary>
public sealed record RetireVios(VioUuid Vios, bool Forced) : ICommand, IViosMessage;

/// <summary>Answered with <see cref="ViosDevicesFound"/> or <see cref="Rejected"/>.</summary>
public sealed record GetViosDevices(VioUuid Vios) : IQuery, IViosMessage;

/// <summary>Answer to <see cref="AddServerAdapter"/>.</summary>
public sealed record ServerAdapterAnswer(ServerAdapter Adapter) : IReply;

/// <summary>Answer to <see cref="MapLu"/>.</summary>
public sealed record MappingAnswer(VirtualTargetDevice Device) : IReply;

/// <summary>Answer to <see cref="GetViosDevices"/>.</summary>
public sealed record ViosDevicesFound(ViosDevices Devices) : IReply;

public sealed record ViosDefined(VioUuid Vios, DrcName Drc, ValueList<string> Portals) : IViosEvent;

public sealed record AdapterNameAssigned(SlotNumber Slot, AdapterName Name) : IViosEvent;

public sealed record ServerAdapterAdded(ServerAdapter Adapter) : IViosEvent;

public sealed record ServerAdapterRemoved(AdapterName Adapter) : IViosEvent;

public sealed record BindingNoted(AdapterName Adapter, LuUdid Lu, LuName LuName) : IViosEvent;

/// <summary>A confirmed binding that got no device after all.</summary>
public sealed record BindingDropped(AdapterName Adapter, LuUdid Lu) : IViosEvent;

public sealed record DeviceMapped(VirtualTargetDevice Device) : IViosEvent;

public sealed record DeviceUnmapped(VtdName Device) : IViosEvent;

/// <summary>The logical unit is to be told, until it has confirmed, that it is not mapped there any more.</summary>
public sealed record UnbindingBegun(AdapterName Adapter, LuUdid Lu) : IViosEvent;

public sealed record UnbindingConfirmed(AdapterName Adapter, LuUdid Lu) : IViosEvent;

public sealed record ViosRetired(bool Forced) : IViosEvent;

/// <summary>Asks the CEC for a name; the answer comes back as <see cref="ConcludeAdapterName"/>.</summary>
public sealed record ReserveNameAtCec(CecId Cec, SlotNumber Slot, string Prefix, AdapterName? Wanted) : IEffect;

/// <summary>Gives the name back to the CEC.</summary>
public sealed record FreeNameAtCec(CecId Cec, AdapterName Name) : IEffect;

/// <summary>Asks the logical unit to note its client; the answer comes back as <see cref="ConcludeBinding"/>.</summary>
public sealed record BindAtLu(LuUdid Lu, AdapterName Adapter, ClientKey Client, bool Shared) : IEffect;

/// <summary>Tells the logical unit that the mapping is gone; confirmed by <see cref="ConcludeUnbinding"/>. Repeated until then.</summary>
public sealed record UnbindAtLu(LuUdid Lu, AdapterName Adapter) : IEffect;

/// <summary>
/// Tells the owning VIOS and the subscribers that its devices changed; it then reads them and changes its local store (REG-11).
/// </summary>
public sealed record AnnounceDevices(VioUuid Vios, ObjectVersion Version) : IEffect;

/// <summary>Told to the VIOS and the subscribers when its devices in the DB changed.</summary>
public sealed record DevicesChanged(VioUuid Vios, ObjectVersion Version) : IDomainMessage;

/// <summary>A binding that a logical unit confirmed and that has no device yet.</summary>
public sealed record NotedBinding(AdapterName Adapter, LuUdid Lu, LuName LuName);

/// <summary>A name that the CEC gave to a slot that has no adapter yet.</summary>
public sealed record AssignedName(SlotNumber Slot, AdapterName Name);

/// <summary>A mapping that is gone here and that its logical unit has not confirmed.</summary>
public sealed record OpenUnbinding(AdapterName Adapter, LuUdid Lu);

/// <summary>The VIOS aggregate's whole state.</summary>
/// <param name="Devices">Null until defined.</param>
public sealed record ViosSnapshot(
    ViosDevices? Devices,
    ValueList<AssignedName> Names,
    ValueList<NotedBinding> Bindings,
    ValueList<OpenUnbinding> Unbindings) : ISnapshot;
