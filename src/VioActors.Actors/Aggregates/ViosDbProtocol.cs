using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Aggregates;

/// <summary>Sent by an aggregate to the VIOS DB: tell these VIOSes. One that is not subscribed learns it when it asks.</summary>
internal sealed record TellVioses(ValueList<VioUuid> Vioses, IDomainMessage Message);

/// <summary>Sent by an aggregate to the VIOS DB: for the event stream of this node, where management listens.</summary>
internal sealed record Announcement(IDomainMessage Message);
