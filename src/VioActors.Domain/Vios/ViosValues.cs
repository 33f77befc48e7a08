using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Vios;

/// <summary>Kind of a server adapter. Values are stored and sent: never renumbered.</summary>
public enum ServerAdapterKind
{
    Unspecified = 0,

    /// <summary>Virtual SCSI server adapter: <c>vhostN</c>.</summary>
    VirtualScsi = 1,

    /// <summary>Virtual Fibre Channel server adapter: <c>vfchostN</c>.</summary>
    VirtualFibreChannel = 2,

    /// <summary>The VIOS's iSCSI target as one initiator sees it; named <c>vhostN</c> as well.</summary>
    Iscsi = 3,
}

/// <summary>A virtual server adapter of a VIOS.</summary>
/// <param name="Name">Unique in the CEC (ID-4).</param>
/// <param name="Slot">Its slot in the VIOS's partition; unique in the VIOS.</param>
/// <param name="Drc">Location code of the slot.</param>
/// <param name="Client">The one client that it serves (ID-5, STO-8).</param>
/// <param name="ClientSlot">Slot of the client adapter that it pairs with; null for an iSCSI client.</param>
/// <param name="Version">Version of this row.</param>
public sealed record ServerAdapter(
    AdapterName Name,
    ServerAdapterKind Kind,
    SlotNumber Slot,
    DrcName Drc,
    ClientKey Client,
    SlotNumber? ClientSlot,
    ObjectVersion Version);

/// <summary>A virtual target device: a logical unit behind a server adapter.</summary>
/// <param name="Name">Unique in the VIOS: <c>vtscsi0</c>.</param>
/// <param name="Adapter">The server adapter.</param>
/// <param name="Lun">Its number behind that adapter.</param>
/// <param name="Lu">The backing device.</param>
/// <param name="ReadOnly">Writes are refused with WRITE PROTECTED.</param>
/// <param name="Version">Version of this row.</param>
public sealed record VirtualTargetDevice(
    VtdName Name,
    AdapterName Adapter,
    LunNumber Lun,
    LuUdid Lu,
    LuName LuName,
    PoolName Pool,
    bool ReadOnly,
    ObjectVersion Version);

/// <summary>All that the DB keeps of one VIOS's devices; what its local store is compared with at boot and rejoin (REG-12).</summary>
/// <param name="Version">Version of the whole: the same in DB and local store means the same devices.</param>
/// <param name="Adapters">Ordered by name.</param>
/// <param name="Devices">Ordered by name.</param>
/// <param name="Retired">The VIOS was removed from the cluster.</param>
public sealed record ViosDevices(
    VioUuid Vios,
    DrcName Drc,
    ObjectVersion Version,
    ValueList<ServerAdapter> Adapters,
    ValueList<VirtualTargetDevice> Devices,
    ValueList<string> Portals,
    bool Retired);
