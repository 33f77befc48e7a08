using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp;

/// <summary>
/// A VIOS is about to be interrupted, or says that it cannot serve (NPV-5). Answered with <see cref="InterruptionReady"/> when every client
/// that depends on it and registered the event stands still: only then may the interruption happen (NPV-6). Answered with
/// <see cref="Rejected"/> when one of them does not stop in time.
/// </summary>
public sealed record InterruptVios(PartitionId Vios, ViosEventKind Kind, string Reason) : IDomainMessage;

/// <summary>Answer to <see cref="InterruptVios"/>.</summary>
/// <param name="Frozen">Clients that stand still because of it.</param>
public sealed record InterruptionReady(ValueList<PartitionId> Frozen) : IReply;

/// <summary>
/// The VIOS serves again, as far as it knows; its clients go on when their own disks have answered. Not answered: when it is lost, the next
/// <see cref="HeartbeatAnswer"/> says the same.
/// </summary>
public sealed record EndInterruption(PartitionId Vios) : IDomainMessage;

/// <summary>Hypervisor to VIOS, from time to time. Answered with <see cref="HeartbeatAnswer"/> at once.</summary>
public sealed record Heartbeat(long Number) : IDomainMessage;

/// <summary>Answer to <see cref="Heartbeat"/>.</summary>
/// <param name="Serves">
/// It serves its clients, as far as it knows, and has announced no interruption that goes on. False also from a VIOS of an earlier version,
/// which does not say.
/// </param>
/// <param name="Trouble">
/// Why a VIOS that is registered cannot serve its clients; empty: it can. Says the same as a lost <see cref="InterruptVios"/>.
/// </param>
public sealed record HeartbeatAnswer(long Number, bool Serves = false, string Trouble = "") : IDomainMessage;
