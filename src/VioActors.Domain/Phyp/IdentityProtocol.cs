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

/// <summary>
/// Hypervisor call of a VIOS that is about to announce itself: which partitions run, or stand still, that have an adapter of mine? They log
/// in as soon as they may, and it makes ready for them before (NPV-7). Answered with <see cref="ActiveClientsFound"/>.
/// </summary>
public sealed record FindActiveClients(PartitionId Vios) : IQuery;

/// <summary>Answer to <see cref="FindActiveClients"/>.</summary>
public sealed record ActiveClientsFound(ValueList<ActiveClient> Clients) : IReply;

/// <summary>A partition that is active, and the server adapter that one of its adapters is paired with.</summary>
public sealed record ActiveClient(SlotNumber ServerSlot, ClientIdentity Identity);
