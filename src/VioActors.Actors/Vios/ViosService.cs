using Akka.Actor;
using VioActors.Actors.Vios.Adapters;
using VioActors.Actors.Vios.Dsa;
using VioActors.Actors.Vios.LogicalUnits;
using VioActors.Actors.Vios.Transport;
using VioActors.Domain.Cluster;
using VioActors.Domain.Pool;
using VioActors.Storage.Paths;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Actors.Vios;

/// <summary>
/// What a VIOS serves its clients with once its pool is known: volumes, path, and the actors over them. Made once; owned by the VIOS actor.
/// </summary>
internal sealed record ViosService(
    IActorRef Dsa, IActorRef LogicalUnits, IActorRef Adapters, ClusterPortGroups PortGroups, StoragePath Path, VolumeSet Volumes)
{
    /// <summary>Opens the pool's volumes and makes the actors below the VIOS.</summary>
    /// <exception cref="InvalidOperationException">A volume was refused; the message names it and says why.</exception>
    public static ViosService Open(
        ViosDefinition definition, PoolFound pool, IActorContext context, IActorRef daemon, TargetDirectory directory)
    {
        var volumes = PoolVolumes.Open(definition.Settings.ClusterName, pool, VolumeOpenMode.Data);
        var observer = new PathObserver();
        var path = new StoragePath($"{definition.Name}-fabric0", volumes, observer, definition.Time);
        var dsa = context.ActorOf(Props.Create(() => new DsaActor(path, definition.Settings.StoragePath)), "dsa");
        observer.Attach(dsa);
        var units = context.ActorOf(
            Props.Create(() => new LogicalUnitsActor(definition.Vios, definition.Incarnation, definition.ViosDb, path, definition.Time)),
            "logical-units");
        var port = (ushort)definition.Drc.Partition.Value;
        var groups = new ClusterPortGroups(definition.Vios, port);
        var ports = new VhostPorts(
            daemon, units, groups, port,
            adapter => directory.FindByAdapter(adapter.Name)?.Name ?? TargetEntries.NameOf(definition.Settings, adapter.Name.Value),
            definition.Settings.Iscsi.QueueDepthMax);
        var adapters = context.ActorOf(Props.Create(() => new AdaptersActor(ports)), "adapters");
        return new ViosService(dsa, units, adapters, groups, path, volumes);
    }

    /// <summary>The cluster or the path changed: tells the device servers which port groups can be used.</summary>
    public void UpdatePortGroups(ClusterData? cluster) => PortGroups.Update(cluster, Path.State == PathState.Up);

    public void Close()
    {
        Path.Dispose();
        Volumes.Dispose();
    }
}
