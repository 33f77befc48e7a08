using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Cluster;

/// <summary>
/// Sent by a registered VIOS: it wants cluster events and events of its devices and LUs (REG-5). Safe to repeat; ends when the VIOS stops.
/// </summary>
public sealed record SubscribeVios(VioUuid Vios) : IDomainMessage;

/// <summary>Told to every subscribed VIOS: the cluster data has this version now (REG-8).</summary>
public sealed record ClusterAnnounced(ObjectVersion Version) : IDomainMessage;

/// <summary>Told to a VIOS: the DB has changed its devices; read them (REG-11).</summary>
public sealed record DevicesAnnounced(VioUuid Vios, ObjectVersion Version) : IDomainMessage;

/// <summary>
/// Told to every subscribed VIOS by a process that runs aggregates: whether what they store reaches the database (RED-5). Repeated for as
/// long as it does not.
/// </summary>
/// <param name="Place">The process, as administrators know it; empty when there is one only.</param>
/// <param name="Problem">Why nothing can be stored, in the database's words; null: it can.</param>
public sealed record DbWritesAnnounced(string Place, string? Problem) : IDomainMessage;

/// <summary>
/// Stored by a process when one of its aggregates could not store something, to find out whether the database takes writes.
/// </summary>
public sealed record JournalProbed(string Place) : IEvent;
