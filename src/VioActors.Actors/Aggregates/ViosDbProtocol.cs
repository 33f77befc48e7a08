using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// Sent by a registered VIOS: it wants cluster events and events of its devices and LUs (REG-5). Safe to repeat; ends when the VIOS stops.
/// </summary>
public sealed record SubscribeVios(VioUuid Vios);

/// <summary>Told to every subscribed VIOS: the cluster data has this version now (REG-8).</summary>
public sealed record ClusterAnnounced(ObjectVersion Version);

/// <summary>Told to a VIOS: the DB has changed its devices; read them (REG-11).</summary>
public sealed record DevicesAnnounced(VioUuid Vios, ObjectVersion Version);

/// <summary>Sent by an aggregate to the VIOS DB: tell these VIOSes. One that is not subscribed learns it when it asks.</summary>
internal sealed record TellVioses(ValueList<VioUuid> Vioses, IDomainMessage Message);

/// <summary>Sent by an aggregate to the VIOS DB: for the event stream of this node, where management listens.</summary>
internal sealed record Announcement(IDomainMessage Message);
