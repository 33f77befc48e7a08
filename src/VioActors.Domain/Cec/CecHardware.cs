using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Cec;

/// <summary>Kinds of physical I/O adapters of a CEC (SYS-1).</summary>
public enum PhysicalAdapterKind
{
    /// <summary>Written by a newer version.</summary>
    Unknown = 0,
    FibreChannel = 1,

    /// <summary>Serial-attached SCSI.</summary>
    Sas = 2,

    /// <summary>Parallel SCSI.</summary>
    Scsi = 3,
    Iscsi = 4,
    Ethernet = 5,

    /// <summary>A logical port of an integrated Ethernet adapter that several partitions share.</summary>
    HostEthernet = 6,
    Optical = 7,
    Tape = 8,
}

/// <summary>
/// A physical adapter and the VIOS that it is assigned to. Immutable.
/// </summary>
/// <param name="Location">Location code of the slot and port, unique in the CEC: <c>U78D2.001.10F6E2B-P1-C5-T1</c>.</param>
/// <param name="Owner">The VIOS that has it; null while no partition does.</param>
/// <param name="Name">What its owner calls it: <c>fcs0</c>. Unique at the owner.</param>
/// <param name="Identity">WWPN, MAC address or serial number; empty when it has none.</param>
public sealed record PhysicalAdapter(string Location, PhysicalAdapterKind Kind, VioUuid? Owner, AdapterName Name, string Identity);

/// <summary>A disk inside the CEC, which no other CEC reaches. Immutable.</summary>
/// <param name="Owner">The VIOS that has it; null while no partition does.</param>
/// <param name="Name">What its owner calls it: <c>hdisk0</c>.</param>
public sealed record LocalDisk(string Location, VioUuid? Owner, AdapterName Name, ByteSize Size);

/// <summary>What a CEC is made of beside its partitions (SYS-1), and which CECs it reaches (SYS-5). Immutable.</summary>
public sealed record CecHardware(ValueList<PhysicalAdapter> Adapters, ValueList<LocalDisk> Disks, ValueList<CecId> Neighbours)
{
    public static CecHardware None { get; } = new([], [], []);

    /// <summary>
    /// The adapter through which a VIOS reaches its storage: its first Fibre Channel port, else SAS, SCSI, iSCSI, Ethernet; null when it
    /// has none of these.
    /// </summary>
    public PhysicalAdapter? StorageAdapterOf(VioUuid vios) => Adapters
        .Where(adapter => adapter.Owner == vios && adapter.Kind is >= PhysicalAdapterKind.FibreChannel and <= PhysicalAdapterKind.Ethernet)
        .OrderBy(adapter => adapter.Kind)
        .ThenBy(adapter => adapter.Name.Number)
        .FirstOrDefault();
}
