using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp;

/// <summary>Asks a VIOS where its portal offers the server adapter in a slot, for PHYP. Answered with
/// <see cref="TargetAddressFound"/>.</summary>
public sealed record FindTargetAddress(SlotNumber Slot) : IDomainMessage;

/// <summary>Answer to <see cref="FindTargetAddress"/>.</summary>
/// <param name="Portal"><c>host:port</c>; null when it does not serve that adapter.</param>
/// <param name="Luns">The disks behind it.</param>
/// <param name="Port">Target port of the VIOS in the cluster; null when it does not serve, or is of a version that did not tell it.</param>
public sealed record TargetAddressFound(string? Portal, ValueList<int> Luns, ScsiPortId? Port = null) : IDomainMessage;
