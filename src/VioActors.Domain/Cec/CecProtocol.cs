using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Cec;

/// <summary>
/// A command or query for the aggregate of one CEC, which keeps its hardware (SYS-1) and the adapter names of its VIOSes unique (ID-4).
/// </summary>
public interface ICecMessage : IDomainMessage
{
    CecId Cec { get; }
}

/// <summary>Stored event of the CEC aggregate.</summary>
public interface ICecEvent : IEvent;

/// <summary>
/// Takes an adapter name for a slot of a VIOS. The same VIOS and slot get the same name again. Answered with
/// <see cref="AdapterNameReserved"/> or <see cref="Rejected"/>.
/// </summary>
/// <param name="Prefix">Kind of adapter: <c>vhost</c>, <c>vfchost</c>.</param>
/// <param name="Wanted">A name that must be given, e.g. by a restore; null for the lowest free number.</param>
public sealed record ReserveAdapterName(CecId Cec, VioUuid Vios, SlotNumber Slot, string Prefix, AdapterName? Wanted)
    : ICommand, ICecMessage;

/// <summary>Gives a name back. Safe to repeat.</summary>
public sealed record FreeAdapterName(CecId Cec, VioUuid Vios, AdapterName Name) : ICommand, ICecMessage;

/// <summary>
/// Records what the CEC is made of, in place of what was known. Answered with <see cref="CecFound"/> or <see cref="Rejected"/>. Safe to
/// repeat.
/// </summary>
public sealed record DefineHardware(CecId Cec, CecHardware Hardware) : ICommand, ICecMessage;

/// <summary>Answered with <see cref="CecFound"/>.</summary>
public sealed record GetCec(CecId Cec) : IQuery, ICecMessage;

/// <summary>A CEC as it is known.</summary>
public sealed record CecFound(CecId Cec, CecHardware Hardware) : IReply;

/// <summary>Answered with <see cref="AdapterNamesFound"/>.</summary>
public sealed record GetAdapterNames(CecId Cec) : IQuery, ICecMessage;

/// <summary>Answer to <see cref="ReserveAdapterName"/>.</summary>
public sealed record AdapterNameReserved(CecId Cec, VioUuid Vios, SlotNumber Slot, AdapterName Name) : IReply;

/// <summary>Answer to <see cref="GetAdapterNames"/>, ordered by name.</summary>
public sealed record AdapterNamesFound(CecId Cec, ValueList<AdapterNameUse> Names) : IReply;

/// <summary>Who has a name.</summary>
public sealed record AdapterNameUse(AdapterName Name, VioUuid Vios, SlotNumber Slot);

public sealed record AdapterNameTaken(AdapterNameUse Use) : ICecEvent;

public sealed record AdapterNameFreed(AdapterName Name) : ICecEvent;

public sealed record HardwareDefined(CecHardware Hardware) : ICecEvent;

/// <summary>The CEC aggregate's whole state.</summary>
/// <param name="Hardware">Null in snapshots of versions that did not keep it.</param>
public sealed record CecSnapshot(ValueList<AdapterNameUse> Names, CecHardware? Hardware) : ISnapshot;
