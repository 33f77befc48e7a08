using VioActors.Api.Xml;

namespace VioActors.Api.Messages;

/// <summary>An object to be made.</summary>
public abstract record Creation;

/// <summary>A logical unit.</summary>
/// <param name="Tier">Null for the system tier.</param>
/// <param name="Kind">disk, image or paging; null for disk.</param>
[XmlName("lu")]
public sealed record LuCreation(string Name, string Pool, long SizeBytes, bool? Thick = null, string? Tier = null, string? Kind = null)
    : Creation;

/// <summary>A snapshot of a logical unit, taken while it is in use (STO-3).</summary>
/// <param name="Lu">UDID, or name where only one has it.</param>
[XmlName("snapshot")]
public sealed record SnapshotCreation(string Lu, string Name) : Creation;

/// <summary>A logical unit with the bytes of a snapshot (STO-3).</summary>
/// <param name="Name">Of the new unit.</param>
/// <param name="Snapshot">Its id: LU and name, lu1@monday.</param>
[XmlName("clone")]
public sealed record CloneCreation(string Name, string Snapshot) : Creation;

/// <summary>A physical volume, made and added to a pool while it is in use (STO-10).</summary>
/// <param name="Path">A file that is not there yet, a device or an nbd:// URL: the same on every VIOS.</param>
/// <param name="SizeBytes">A file needs one; null: all of a device.</param>
/// <param name="Tier">Null for the system tier, or that of the volume that is replaced.</param>
/// <param name="DiskGroup">Null for the default, or that of the volume that is replaced.</param>
/// <param name="Replaces">Volume whose place it takes: its data is moved, and it is taken out. Null: none.</param>
[XmlName("pv")]
public sealed record PvCreation(
    string Pool, string Name, string Path, long? SizeBytes = null, string? Tier = null, string? DiskGroup = null, string? Replaces = null)
    : Creation;

/// <summary>A server adapter.</summary>
/// <param name="Vios">UUID or name.</param>
/// <param name="Kind">virtualScsi, virtualFibreChannel or iscsi.</param>
/// <param name="Slot">Null for the next free slot.</param>
/// <param name="Name">Null for the next free name.</param>
[XmlName("adapter")]
public sealed record AdapterCreation(
    string Vios, string Kind, string Client, int? ClientSlot = null, int? Slot = null, string? Name = null) : Creation;

/// <summary>A mapping: a VTD.</summary>
/// <param name="Vios">UUID or name.</param>
/// <param name="Lu">UDID, or name where only one has it.</param>
/// <param name="Lun">Null for the lowest free number.</param>
/// <param name="Device">Null for the next free name.</param>
[XmlName("mapping")]
public sealed record MappingCreation(
    string Vios, string Adapter, string Lu, int? Lun = null, string? Device = null, bool? ReadOnly = null, bool? Shared = null)
    : Creation;

/// <summary>A member of the cluster that will register later (REG-6).</summary>
/// <param name="Id">Its UUID; null: one is made.</param>
[XmlName("vios")]
public sealed record ViosCreation(string? Id, string Name, string Drc) : Creation;

/// <summary>A change of an object; what is null stays.</summary>
public abstract record Alteration;

/// <summary>Name and size of a logical unit; one of them at a time.</summary>
[XmlName("lu")]
public sealed record LuAlteration(string Id, string? Name = null, long? SizeBytes = null) : Alteration;

/// <summary>Makes the unit again what it was at the snapshot, which stays (STO-3).</summary>
/// <param name="Id">Of the snapshot.</param>
/// <param name="RollBack">True.</param>
/// <param name="Force">Also while the unit is mapped; its clients must not have it open.</param>
[XmlName("snapshot")]
public sealed record SnapshotAlteration(string Id, bool RollBack, bool? Force = null) : Alteration;

/// <summary>When a pool warns (STO-9).</summary>
[XmlName("pool")]
public sealed record PoolAlteration(string Id, int? WarningPercent = null, int? CriticalPercent = null, int? OverCommitPercentMax = null)
    : Alteration;

/// <summary>Empties a physical volume while it is in use (STO-10).</summary>
/// <param name="Id">Pool and name, name, or id in its header.</param>
/// <param name="Drain">True.</param>
[XmlName("pv")]
public sealed record PvAlteration(string Id, bool Drain) : Alteration;

/// <summary>A policy of the cluster; the version of the change is the policy's, 0 for a new one.</summary>
[XmlName("cluster")]
public sealed record ClusterAlteration(string Policy, string Content) : Alteration;
