using Akka.Actor;
using VioActors.Actors.Clients;
using VioActors.Actors.Cluster;
using VioActors.Actors.Images;
using VioActors.Actors.LogicalUnits;
using VioActors.Actors.Pool;
using VioActors.Actors.Vios.Backup;
using VioActors.Actors.Vios.Devices;
using VioActors.Domain.Backup;
using VioActors.Domain.Cec;
using VioActors.Domain.Clients;
using VioActors.Domain.Cluster;
using VioActors.Domain.Devices;
using VioActors.Domain.Images;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Npiv;
using VioActors.Domain.Pool;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// The kinds of aggregate that make up the shared VIOS DB: which one a message is for, and how it is made. Where they run is decided by
/// whoever asks: all below one <see cref="ViosDbActor"/>, or those with <see cref="AggregateFamily.IsSpread"/> over the processes of a
/// cluster. Immutable and thread-safe.
/// </summary>
public sealed class AggregateFamilies
{
    /// <param name="viosDb">Through which the aggregates reach each other and the VIOSes.</param>
    public AggregateFamilies(IActorRef viosDb, IChunkEraser eraser, TimeProvider time, AggregateSettings settings)
    {
        var links = new ViosDbLinks(viosDb);
        All =
        [
            AggregateFamily.Single<IClusterMessage>("cluster", () => ClusterActor.Props(links, links, time, settings)),
            AggregateFamily.Single<IIdentityRegistryMessage>("identity-registry", () => IdentityRegistryActor.Props(settings)),
            AggregateFamily.Single<IImageMessage>("images", () => ImageCatalogActor.Props(settings)),
            AggregateFamily.Single<ISanMessage>("san", () => SanRecordActor.Props(links, settings)),
            AggregateFamily.Of<ICecMessage>(
                "cec", false, message => message.Cec.ToString(), id => CecRecordActor.Props(CecId.Parse(id), settings)),
            AggregateFamily.Of<IViosMessage>(
                "vios", true, message => message.Vios.ToString(),
                id => ViosDevicesActor.Props(VioUuid.Parse(id), links, links, settings)),
            AggregateFamily.Of<IInventoryMessage>(
                "devices", false, message => message.Vios.ToString(),
                id => DeviceInventoryActor.Props(VioUuid.Parse(id), links, settings)),
            AggregateFamily.Of<IBackupRecordMessage>(
                "backup", false, message => message.Vios.ToString(), id => BackupRecordActor.Props(VioUuid.Parse(id), settings)),
            AggregateFamily.Of<IRestoreMessage>(
                "restore", false, message => message.Vios.ToString(), id => RestoreRecordActor.Props(VioUuid.Parse(id), settings)),
            AggregateFamily.Of<IClientMessage>(
                "client", true, message => message.Client.ToString(),
                id => ClientActor.Props(ClientKey.Parse(id), links, time, settings)),
            AggregateFamily.Of<IPoolMessage>(
                "pool", true, message => message.Pool.ToString(),
                id => PoolActor.Props(PoolName.Parse(id), eraser, links, links, time, settings)),
            AggregateFamily.Of<ILuMessage>(
                "lu", true, message => message.Lu.ToString(), id => LuActor.Props(LuUdid.Parse(id), links, links, time, settings)),
        ];
    }

    public IReadOnlyList<AggregateFamily> All { get; }

    /// <summary>The family that the message is for, and which of its aggregates; null: it is for none.</summary>
    public (AggregateFamily Family, string Id)? Find(object message)
    {
        foreach (var family in All)
        {
            if (family.IdOf(message) is { } id)
                return (family, id);
        }

        return null;
    }
}
