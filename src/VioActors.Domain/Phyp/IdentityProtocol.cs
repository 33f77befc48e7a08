using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp;

/// <summary>
/// Hypervisor call of a VIOS: who is behind the server adapter in this slot of my partition? (ID-1). Answered with
/// <see cref="ClientIdentity"/> or
/// <see cref="Rejected"/>.
/// </summary>
public sealed record QueryClientIdentity(PartitionId Vios, SlotNumber ServerSlot) : IQuery;

/// <summary>Answer to <see cref="QueryClientIdentity"/>: the CEC-relative identity of the client and the slot of its adapter.</summary>
public sealed record ClientIdentity(CecId Cec, Partition Client, SlotNumber ClientSlot) : IReply;
