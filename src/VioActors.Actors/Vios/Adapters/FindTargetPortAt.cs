using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>Asks a VIOS for the target port of the server adapter in a slot, for PHYP. Answered with
/// <see cref="TargetPortFound"/>.</summary>
public sealed record FindTargetPortAt(SlotNumber Slot);
