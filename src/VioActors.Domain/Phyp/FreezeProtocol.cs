using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp;

/// <summary>What can interrupt a VIOS (NPV-5). Values are stored and sent: never renumbered.</summary>
public enum ViosEventKind
{
    Unspecified = 0,

    /// <summary>It ended, or does not answer, and nobody planned it.</summary>
    Failure = 1,

    /// <summary>It is restarted on purpose.</summary>
    Reboot = 2,

    /// <summary>It is stopped on purpose.</summary>
    PowerDown = 3,

    /// <summary>It runs and says itself that it cannot serve, e.g. because it lost its storage.</summary>
    Exception = 4,
}

/// <summary>
/// Hypervisor call of a client partition: freeze me when a VIOS that I depend on is interrupted so (NPV-4). Replaces what was registered
/// before. Answered with <see cref="Ok"/> or <see cref="NoOp"/>, or <see cref="Rejected"/> for what is no client partition.
/// </summary>
/// <param name="Events">Empty: none any more.</param>
public sealed record RegisterEvents(PartitionId Client, ValueList<ViosEventKind> Events) : ICommand;

/// <summary>PHYP notes that a partition is frozen; it is already. Safe to repeat.</summary>
public sealed record NoteFrozen(PartitionId Client, PartitionId Vios, ViosEventKind Kind, string Reason, DateTimeOffset AtUtc) : ICommand;

/// <summary>PHYP notes that a partition runs again; it does already. Safe to repeat.</summary>
public sealed record NoteResumed(PartitionId Client) : ICommand;

/// <summary>Asks for the look-up table and for who is frozen. Answered with <see cref="EventTableReply"/>.</summary>
public sealed record GetEventTable : IQuery;

/// <summary>PHYP's look-up table (LUT) of events, and the partitions that are frozen; both ordered by client.</summary>
public sealed record EventTableReply(ValueList<EventRegistration> Registrations, ValueList<FrozenPartition> Frozen) : IReply;

/// <summary>An entry of the look-up table: these events freeze this client.</summary>
public sealed record EventRegistration(PartitionId Client, ValueList<ViosEventKind> Events);

/// <summary>Who is frozen, and why.</summary>
public sealed record FrozenPartition(PartitionId Client, PartitionId Vios, ViosEventKind Kind, string Reason, DateTimeOffset SinceUtc);

public sealed record EventsRegistered(EventRegistration Registration) : IPartitionsEvent;

public sealed record PartitionFrozen(FrozenPartition Frozen) : IPartitionsEvent;

public sealed record PartitionResumed(PartitionId Client) : IPartitionsEvent;
