using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Npiv;

/// <summary>A command or query for the record of the storage area network.</summary>
public interface ISanMessage : IDomainMessage;

/// <summary>Stored event of that record.</summary>
public interface ISanEvent : IEvent;

/// <summary>
/// Records the switches and what is cabled to them, in place of what was known. Answered with <see cref="Ok"/>, <see cref="NoOp"/> or
/// <see cref="Rejected"/>.
/// </summary>
public sealed record DefineFabric(ValueList<FcSwitch> Switches, ValueList<FcAttachment> Attachments) : ICommand, ISanMessage;

/// <summary>Defines a zone, or changes its members; the active zone set stays as it is. Answered as <see cref="DefineFabric"/>.</summary>
public sealed record DefineZone(FcZone Zone) : ICommand, ISanMessage;

/// <summary>Removes a zone; refused while a zone set names it. Safe to repeat.</summary>
public sealed record RemoveZone(SanName Fabric, SanName Name) : ICommand, ISanMessage;

/// <summary>Defines a zone set, or changes its zones; the active zone set stays as it is. Answered as <see cref="DefineFabric"/>.</summary>
public sealed record DefineZoneSet(FcZoneSet ZoneSet) : ICommand, ISanMessage;

/// <summary>Removes a zone set; the active one of that name stays active. Safe to repeat.</summary>
public sealed record RemoveZoneSet(SanName Fabric, SanName Name) : ICommand, ISanMessage;

/// <summary>Makes a fabric work by the zones of a set as they are now. Answered as <see cref="DefineFabric"/>.</summary>
/// <param name="Name">Null: by none; nobody sees anybody then.</param>
public sealed record ActivateZoneSet(SanName Fabric, SanName? Name) : ICommand, ISanMessage;

/// <summary>Records a LUN whose bytes are there. A repeat is answered with <see cref="NoOp"/>.</summary>
public sealed record CreateSanLun(SanLun Lun) : ICommand, ISanMessage;

/// <summary>Forgets a LUN; refused while it is masked to anybody. Its bytes stay. Safe to repeat.</summary>
public sealed record RemoveSanLun(SanName Name) : ICommand, ISanMessage;

/// <summary>Shows a LUN to an initiator. Answered as <see cref="DefineFabric"/>.</summary>
public sealed record MaskLun(LunMask Mask) : ICommand, ISanMessage;

/// <summary>Hides a LUN from an initiator at a storage port. Safe to repeat.</summary>
public sealed record UnmaskLun(Wwpn Initiator, Wwpn StoragePort, LunNumber Lun) : ICommand, ISanMessage;

/// <summary>Answered with <see cref="SanFound"/>.</summary>
public sealed record GetSan : IQuery, ISanMessage;

/// <summary>Answer to <see cref="GetSan"/>.</summary>
public sealed record SanFound(SanConfiguration Configuration) : IReply;

public sealed record FabricDefined(ValueList<FcSwitch> Switches, ValueList<FcAttachment> Attachments) : ISanEvent;

public sealed record ZoneDefined(FcZone Zone) : ISanEvent;

public sealed record ZoneRemoved(SanName Fabric, SanName Name) : ISanEvent;

public sealed record ZoneSetDefined(FcZoneSet ZoneSet) : ISanEvent;

public sealed record ZoneSetRemoved(SanName Fabric, SanName Name) : ISanEvent;

public sealed record ZoneSetActivated(ActiveZoneSet Active) : ISanEvent;

public sealed record ZoneSetDeactivated(SanName Fabric) : ISanEvent;

public sealed record SanLunCreated(SanLun Lun) : ISanEvent;

public sealed record SanLunRemoved(SanName Name) : ISanEvent;

public sealed record LunMasked(LunMask Mask) : ISanEvent;

public sealed record LunUnmasked(Wwpn Initiator, Wwpn StoragePort, LunNumber Lun) : ISanEvent;

/// <summary>Told to whoever works by the configuration when it changed.</summary>
public sealed record SanChanged(SanConfiguration Configuration) : IDomainMessage;

/// <summary>Tells <see cref="SanChanged"/>.</summary>
public sealed record AnnounceSan(SanConfiguration Configuration) : IEffect;

/// <summary>The record's whole state.</summary>
public sealed record SanSnapshot(SanConfiguration Configuration) : ISnapshot;
