using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Npiv;

/// <summary>What is cabled to a switch port. Values are stored and sent: never renumbered.</summary>
public enum FcPortRole
{
    Unspecified = 0,

    /// <summary>Physical port of a host adapter: logs in for itself, and for its virtual ports (NPIV).</summary>
    Host = 1,

    /// <summary>Target port of a storage system: logged in as long as it is cabled.</summary>
    Storage = 2,
}

/// <summary>A Fibre Channel switch.</summary>
/// <param name="Fabric">Switches of one fabric share its zones and its name server.</param>
/// <param name="DomainId">First byte of the addresses that it gives, 1 to 239; unique in its fabric.</param>
public sealed record FcSwitch(SanName Name, SanName Fabric, int DomainId);

/// <summary>A physical port and the switch port that it is cabled to.</summary>
/// <param name="PortNumber">0 to 255.</param>
/// <param name="Owner">Whose port it is, for people: <c>vios1 fcs0</c>.</param>
public sealed record FcAttachment(Wwpn Port, SanName Switch, int PortNumber, FcPortRole Role, string Owner);

/// <summary>Ports that may see each other, by name. Takes effect when a zone set with it is activated.</summary>
public sealed record FcZone(SanName Fabric, SanName Name, ValueList<Wwpn> Members);

/// <summary>Zones that are activated together.</summary>
public sealed record FcZoneSet(SanName Fabric, SanName Name, ValueList<SanName> Zones);

/// <summary>The zones that a fabric works by: as they were when their set was activated. Without them nobody sees anybody.</summary>
public sealed record ActiveZoneSet(SanName Fabric, SanName Name, ValueList<FcZone> Zones);

/// <summary>A logical unit of the storage behind the storage ports; no part of any pool.</summary>
/// <param name="Udid">What it says of itself to initiators; never reused.</param>
/// <param name="Path">File, block device or <c>nbd://</c> address that holds its bytes.</param>
public sealed record SanLun(SanName Name, LuUdid Udid, string Path, ByteSize Size);

/// <summary>LUN masking: this initiator finds this LUN under this number at this storage port, and nobody else does.</summary>
public sealed record LunMask(Wwpn Initiator, Wwpn StoragePort, LunNumber Lun, SanName Unit);
