namespace VioActors.Domain.Devices;

/// <summary>
/// Kinds of devices of a VIOS (BR-2). The numbers give the order in which a restore validates and makes them (BR-6, BR-7); they are stored
/// and sent: never renumbered.
/// </summary>
public enum DeviceKind
{
    /// <summary>Written by a newer version.</summary>
    Unspecified = 0,

    /// <summary>Physical Fibre Channel adapter: <c>fcsN</c>.</summary>
    FcAdapter = 10,

    /// <summary>Protocol device of a Fibre Channel adapter: <c>fscsiN</c>.</summary>
    FcController = 11,

    /// <summary>Parallel SCSI controller: <c>scsiN</c>.</summary>
    ScsiController = 12,

    /// <summary>Serial-attached SCSI controller: <c>sissasN</c>.</summary>
    SasController = 13,

    /// <summary>iSCSI protocol device: <c>iscsiN</c>.</summary>
    IscsiController = 14,
    OpticalController = 15,
    TapeController = 16,

    /// <summary>Tape drive: <c>rmtN</c>.</summary>
    Tape = 17,

    /// <summary>Optical drive: <c>cdN</c>.</summary>
    Optical = 18,

    /// <summary>Physical Ethernet adapter: <c>entN</c>.</summary>
    EthernetAdapter = 19,

    /// <summary>Logical port of a host Ethernet adapter: <c>lheaN</c>.</summary>
    HostEthernetAdapter = 20,

    /// <summary>Disk: <c>hdiskN</c>.</summary>
    Disk = 21,

    /// <summary>Network interface over an Ethernet device: <c>enN</c>.</summary>
    EthernetInterface = 22,

    /// <summary>Settings of a path to the storage (MPIO).</summary>
    StoragePath = 23,
    VolumeGroup = 40,

    /// <summary>Storage pool: of logical volumes in a volume group, or the cluster's shared one.</summary>
    StoragePool = 41,
    LogicalVolume = 42,
    FileSystem = 43,

    /// <summary>Pool of files in a logical-volume pool.</summary>
    FileBackedPool = 44,

    /// <summary>Virtual media repository.</summary>
    OpticalRepository = 45,

    /// <summary>Virtual block storage device: what a virtual target device gives to its client.</summary>
    BackingDevice = 46,
    EtherChannel = 60,
    SharedEthernetAdapter = 61,

    /// <summary>Virtual SCSI server adapter: <c>vhostN</c>.</summary>
    VirtualScsiAdapter = 62,

    /// <summary>Virtual Fibre Channel server adapter: <c>vfchostN</c>.</summary>
    VirtualFcAdapter = 63,

    /// <summary>Mapping of a server adapter, a virtual target device and a backing device.</summary>
    VirtualTarget = 80,

    /// <summary>Mapping of a virtual Fibre Channel server adapter and a physical port (NPIV).</summary>
    VirtualFcMapping = 81,

    /// <summary>Paging space device of a shared memory pool: <c>vrmpageN</c>.</summary>
    PagingDevice = 82,
}

/// <summary>What a restore does with a kind of device. In the order of its phases (BR-6).</summary>
public enum DeviceClass
{
    /// <summary>There or not there: attributes are validated and set.</summary>
    Hardware = 1,

    /// <summary>Imported or created.</summary>
    Logical = 2,

    /// <summary>Created.</summary>
    Virtual = 3,

    /// <summary>Created last, between devices that exist.</summary>
    Mapping = 4,
}
