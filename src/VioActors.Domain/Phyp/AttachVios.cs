using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp;

/// <summary>Told by a VIOS that serves clients now: PHYP routes the adapters of that partition to it and watches it. Safe to
/// repeat.</summary>
public sealed record AttachVios(PartitionId Vios) : IDomainMessage;
