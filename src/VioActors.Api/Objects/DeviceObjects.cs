using VioActors.Api.Xml;

namespace VioActors.Api.Objects;

/// <summary>A virtual server adapter of a VIOS.</summary>
/// <param name="Id">VIOS UUID and name: uuid/vhost0.</param>
/// <param name="Kind">virtualScsi, virtualFibreChannel or iscsi.</param>
/// <param name="Client">The one client that it serves.</param>
[XmlName("adapter")]
public sealed record AdapterObject(
    string Id,
    long Version,
    string Vios,
    string Name,
    string Kind,
    int Slot,
    string Drc,
    string Client,
    int? ClientSlot) : VioObject(Id)
{
    public override long? SeenVersion() => Version;
}

/// <summary>A virtual target device (VTD): a logical unit behind a server adapter (ID-5).</summary>
/// <param name="Id">VIOS UUID and device: uuid/vtscsi0.</param>
/// <param name="Lu">UDID of the backing device.</param>
[XmlName("mapping")]
public sealed record MappingObject(
    string Id,
    long Version,
    string Vios,
    string Device,
    string Adapter,
    string Client,
    int Lun,
    string Lu,
    string LuName,
    string Pool,
    bool ReadOnly) : VioObject(Id)
{
    public override long? SeenVersion() => Version;
}

/// <summary>A shared storage pool. Sizes in bytes.</summary>
/// <param name="GrantedBytes">Given to LUs, used or reserved by them.</param>
/// <param name="FreeingBytes">Given back and not yet erased.</param>
/// <param name="ProvisionedBytes">Sum of the sizes of all LUs.</param>
/// <param name="Alert">none, warning, critical or full.</param>
/// <param name="Revision">Stands for the settings; a change of them gives it back as version.</param>
[XmlName("pool")]
public sealed record PoolObject(
    string Id,
    long Revision,
    long SizeBytes,
    long FreeBytes,
    long GrantedBytes,
    long FreeingBytes,
    long ProvisionedBytes,
    long ChunkSizeBytes,
    int Lus,
    int Pvs,
    string Alert,
    int WarningPercent,
    int CriticalPercent,
    int OverCommitPercentMax) : VioObject(Id)
{
    public override VioObject Settled() => this with { FreeBytes = 0, GrantedBytes = 0, FreeingBytes = 0 };

    public override string Condition() => Alert;

    public override long? SeenVersion() => Revision;
}

/// <summary>A physical volume of a pool.</summary>
/// <param name="Id">Pool and name: rootpool/pv1.</param>
/// <param name="Status">inUse; draining: it gives no more space and is being emptied; leaving: it is taken out when it is empty; givenUp:
/// what is on it is lost.</param>
/// <param name="UsedBytes">Of the chunks that LUs hold there, or that wait to be erased.</param>
[XmlName("pv")]
public sealed record PvObject(
    string Id,
    string Pool,
    string Name,
    string PvId,
    long SizeBytes,
    string Status,
    string Tier,
    string DiskGroup,
    string FailureGroup,
    string Path,
    long? UsedBytes = null) : VioObject(Id)
{
    public override VioObject Settled() => this with { UsedBytes = null };

    public override string Condition() => Status;
}

/// <summary>A logical unit.</summary>
/// <param name="Id">Its UDID.</param>
/// <param name="UsedBytes">Bytes of the chunks that it maps.</param>
/// <param name="Status">creating, ready, deleting or deleted.</param>
/// <param name="CloneOf">Id of the snapshot that it is a clone of, which may be gone; null: of none.</param>
/// <param name="Uses">Who maps, serves and has it open, across the cluster (STO-7).</param>
[XmlName("lu")]
public sealed record LuObject(
    string Id,
    long Version,
    string Name,
    string Pool,
    string Tier,
    string Kind,
    long SizeBytes,
    long UsedBytes,
    bool Thick,
    string Status,
    string? CloneOf,
    IReadOnlyList<LuUsage> Uses) : VioObject(Id)
{
    public override VioObject Settled() => this with { UsedBytes = 0, Uses = [.. Uses.Where(use => use.Kind != "grant")] };

    public override string Condition() => Status;

    public override long? SeenVersion() => Version;
}

/// <summary>A snapshot of a logical unit (STO-3). Sizes in bytes.</summary>
/// <param name="Id">UDID of the unit and name: 6025…@monday.</param>
/// <param name="Lu">UDID of the unit.</param>
/// <param name="MappedBytes">Of the chunks that it has.</param>
/// <param name="UsedBytes">What comes free with it.</param>
[XmlName("snapshot")]
public sealed record SnapshotObject(
    string Id,
    string Lu,
    string LuName,
    string Name,
    DateTimeOffset TakenUtc,
    long SizeBytes,
    long MappedBytes,
    long UsedBytes) : VioObject(Id)
{
    public override VioObject Settled() => this with { UsedBytes = 0 };
}

/// <summary>One use of a logical unit.</summary>
/// <param name="Kind">mapped: a VTD; grant: a VIOS serves it; open: a client has it open.</param>
/// <param name="Client">Client key of a mapping, client number of an open; null for a grant.</param>
/// <param name="Adapter">Adapter name of a mapping, vioAdapterID of an open; null for a grant.</param>
[XmlName("use")]
public sealed record LuUsage(string Kind, string Vios, string? Client, string? Adapter, bool? Shared, bool? Exclusive);
