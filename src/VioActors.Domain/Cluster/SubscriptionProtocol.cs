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
