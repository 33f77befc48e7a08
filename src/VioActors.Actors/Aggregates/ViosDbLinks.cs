using Akka.Actor;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Aggregates;

/// <summary>How aggregates reach each other and the VIOSes through their <see cref="ViosDbActor"/>. Thread-safe.</summary>
internal sealed class ViosDbLinks(IActorRef viosDb) : IAggregateDirectory, IAnnouncer
{
    public IActorRef Cec => viosDb;

    public IActorRef Vios => viosDb;

    public IActorRef Identities => viosDb;

    public IActorRef Pools => viosDb;

    public IActorRef LogicalUnits => viosDb;

    public void Publish(IDomainMessage message) =>
        viosDb.Tell(
            message is ClusterChanged changed ? new ClusterAnnounced(changed.Version) : new Announcement(message),
            ActorRefs.NoSender);

    public void Tell(VioUuid vios, IDomainMessage message) => viosDb.Tell(
        message is DevicesChanged changed ? new DevicesAnnounced(changed.Vios, changed.Version) : new TellVioses([vios], message),
        ActorRefs.NoSender);
}
