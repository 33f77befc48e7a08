using System.Net;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Memory;
using VioActors.Actors.Nexus;
using VioActors.Actors.Vios.Adapters;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Actors.Vios.Dsa;
using VioActors.Actors.Vios.Fc;
using VioActors.Actors.Vios.LogicalUnits;
using VioActors.Actors.Vios.Transport;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Scsi.Sense;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Vios;

/// <summary>
/// What a VIOS serves its clients with once its pool is known: volumes, path, and the actors over them. Made once; owned by the VIOS actor.
/// </summary>
internal sealed record ViosService(
    IActorRef Dsa, IActorRef LogicalUnits, IActorRef Cke, IActorRef Adapters, IActorRef FcPorts, ClusterPortGroups PortGroups,
    StoragePath Path, VolumeKeeper Volumes, IoRelay Relay)
{
    /// <summary>Its VASI devices (OSI-1).</summary>
    public IActorRef Paging { get; init; } = ActorRefs.Nobody;

    /// <summary>Listens on the interconnects; nobody is served before <see cref="Open"/>.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">An address cannot be used.</exception>
    public static Interconnects ListenForPeers(ViosDefinition definition, ILoggingAdapter log) => new(
        [.. definition.Settings.IoRedundancy.Interconnects.Select(IPEndPoint.Parse)],
        new CkeHandshake(
            new CkeParty(definition.Vios, definition.Incarnation), definition.ClusterSecret, RandomNumberGenerator.Create()),
        warning => log.Warning("{0}", warning), definition.Time);

    /// <summary>Name of the VIOS's path to the storage.</summary>
    public static string PathNameOf(ViosDefinition definition) => $"{definition.Name}-fabric0";

    /// <summary>Opens the pool's volumes and makes the actors below the VIOS.</summary>
    /// <param name="portId">Of the VIOS in the cluster.</param>
    /// <exception cref="InvalidOperationException">A volume was refused; the message names it and says why.</exception>
    public static ViosService Open(
        ViosDefinition definition, ScsiPortId portId, PoolFound pool, IActorContext context, IActorRef daemon, TargetDirectory directory,
        Interconnects interconnects, DbForPeers db)
    {
        var volumes = VolumeKeeper.Open(definition, pool);
        var observer = new PathObserver();
        var path = volumes.MakePath(PathNameOf(definition), observer);
        var dsa = context.ActorOf(
            Props.Create(() => new DsaActor(path, definition.Settings.StoragePath, definition.Time, volumes.NameOf)), "dsa");
        observer.Attach(dsa);
        var units = context.ActorOf(
            Props.Create(() => new LogicalUnitsActor(definition.Vios, definition.Incarnation, definition.ViosDb, path, definition.Time)),
            "logical-units");
        var relay = new IoRelay(
            () => path.State == PathState.Up, definition.Settings.IoRedundancy.HoldLimit, definition.Time, definition.MayAct);
        var cke = context.ActorOf(Props.Create(() => new CkeActor(definition, interconnects, relay, units, db)), "cke");
        var port = portId.Value;
        var (san, virtualPortsMax) = (definition.San, definition.Settings.Npiv.VirtualPortsMax);
        var links = definition.IsSanElsewhere ? context.ActorOf(Props.Create(() => new NexusLinksActor()), "links") : null;
        var fcPorts = context.ActorOf(Props.Create(() => new FcPortsActor(san, links, virtualPortsMax)), "fc-ports");
        var groups = new ClusterPortGroups(definition.Vios, port);
        var ports = new VhostPorts(
            daemon, units, relay, groups, port,
            adapter => directory.FindByAdapter(adapter.Name)?.Name ?? TargetEntries.NameOf(definition.Settings, adapter.Name.Value),
            definition.Settings.Iscsi.QueueDepthMax)
        {
            Phyp = definition.Phyp,
            Partition = definition.Drc.Partition,
            FcPorts = fcPorts,
            San = san,
        };
        var adapters = context.ActorOf(OwnThread.On(Props.Create(() => new AdaptersActor(ports)), context.System), "adapters");
        var origin = new PagingOrigin(definition.Vios, definition.Drc.Cec, definition.ViosDb, units, relay);
        var paging = context.ActorOf(Props.Create(() => new PagingServiceActor(origin)), "paging");
        return new ViosService(dsa, units, cke, adapters, fcPorts, groups, path, volumes, relay) { Paging = paging };
    }

    /// <summary>
    /// The cluster or the path changed: tells the device servers which port groups can be used, and the nexuses that it is so (SPC-4 clause
    /// 5.15.2.1). A volume that is lost or back changes that only for the units on it.
    /// </summary>
    public void UpdatePortGroups(ClusterData? cluster, bool unserved)
    {
        var change = PortGroups.Update(cluster, Path.State == PathState.Up, !unserved, LostVolumes());
        if (change.IsGeneral)
            Adapters.Tell(new TellNexuses(SenseCodes.AsymmetricAccessChanged, false));
        else if (change.Volumes.Count > 0)
            Adapters.Tell(new TellNexuses(SenseCodes.AsymmetricAccessChanged, false) { OnVolumes = change.Volumes });
    }

    /// <summary>Volumes that are lost while the path reaches others, by index.</summary>
    public ValueList<int> LostVolumes() => Path.State == PathState.Up
        ? Path.Volumes.Where(volume => volume.State == PathState.Down).Select(volume => volume.PvIndex).ToValueList()
        : [];

    /// <summary>The storage layer of this VIOS with its lost volumes, for people and for the other VIOSes.</summary>
    public LayerState DescribeLost(ValueList<int> lost)
    {
        var reasons = Path.Volumes.Where(volume => lost.Contains(volume.PvIndex)).Select(volume =>
            $"{Volumes.NameOf(volume.PvIndex)} ({volume.History.LastOrDefault()?.Detail ?? "it has not answered yet"})");
        var detail = $"{lost.Count} of {Path.PvIndexes.Count} volumes lost, their units go through peers: {string.Join(", ", reasons)}";
        return new LayerState(StackLayer.StorageVirtualization, LayerStatus.Degraded, detail, lost);
    }

    /// <summary>The inventory changed: how the path is watched, which Fibre Channel ports there are, and what is mapped to them
    /// (NPV-1).</summary>
    public void Use(DeviceInventory inventory)
    {
        if (inventory.Devices.FirstOrDefault(device => device.Kind == DeviceKind.StoragePath && device.Name.Value == Path.Name) is { } set)
            Dsa.Tell(new WatchAsSet(set));
        var ports = new Dictionary<AdapterName, Wwpn>();
        var mappings = new Dictionary<AdapterName, AdapterName>();
        foreach (var device in inventory.Devices)
        {
            if (device.Kind == DeviceKind.FcAdapter && Wwpn.TryParse(device["wwpn"], out var wwpn, out _))
                ports[AdapterName.Parse(device.Name.Value)] = wwpn;
            else if (device.Kind == DeviceKind.VirtualFcMapping && AdapterName.TryParse(device["fc_adapter"], out var port, out _)
                && AdapterName.TryParse(device.Parent?.Value, out var adapter, out _))
                mappings[adapter] = port;
        }

        FcPorts.Tell(new ServeFcPorts(ports));
        Adapters.Tell(new ServeFcMappings(mappings));
    }

    /// <summary>The cluster changed: which peers there are, and which port groups.</summary>
    public void MeetPeers(ClusterData cluster, bool unserved)
    {
        Cke.Tell(new MeetPeers(cluster));
        UpdatePortGroups(cluster, unserved);
    }

    public void Close()
    {
        Path.Dispose();
        Volumes.Dispose();
    }
}
