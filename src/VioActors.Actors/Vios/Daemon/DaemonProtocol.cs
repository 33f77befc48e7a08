using VioActors.Domain.Cluster;
using VioActors.Domain.Devices;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Vios.Daemon;

/// <summary>Told by the VIOS: keep this answer of the DB. Answered with <see cref="ClusterDataStored"/> when it is on stable storage
/// (REG-4).</summary>
internal sealed record StoreClusterData(ClusterData Cluster);

/// <summary>
/// Told by the follower of the cluster: keep these changes. Answered with <see cref="ClusterDataStored"/>, or with
/// <see cref="ClusterChangesRefused"/> when they do not follow on what the local store has.
/// </summary>
internal sealed record StoreClusterChanges(ClusterChanges Changes);

/// <summary>
/// Told by the VIOS: keep this answer to its registration (REG-4). Answered as <see cref="StoreClusterChanges"/> is.
/// </summary>
internal sealed record StoreRegistration(ViosRegisteredSince Answer);

/// <summary>What cluster data does the local store have? Answered with <see cref="KnownCluster"/>.</summary>
internal sealed record GetKnownCluster
{
    public static GetKnownCluster Instance { get; } = new();
}

/// <param name="Cluster">Null: it has none yet.</param>
internal sealed record KnownCluster(ClusterData? Cluster);

/// <summary>The whole is needed.</summary>
internal sealed record ClusterChangesRefused
{
    public static ClusterChangesRefused Instance { get; } = new();
}

/// <summary>The data is in the local store.</summary>
internal sealed record ClusterDataStored(ClusterData Cluster);

/// <summary>Told by the VIOS: these are its devices in the DB. Answered with <see cref="DevicesStored"/> when the local store has them
/// (REG-11, REG-12).</summary>
internal sealed record StoreDevices(ViosDevices Devices);

/// <summary>The devices are in the local store.</summary>
internal sealed record DevicesStored(ViosDevices Devices);

/// <summary>Told by the keeper of the inventory: these are the recorded devices in the DB. Answered with <see cref="InventoryStored"/> when
/// the local store has them (BR-2).</summary>
internal sealed record StoreInventory(DeviceInventory Inventory);

/// <summary>The inventory is in the local store.</summary>
internal sealed record InventoryStored(DeviceInventory Inventory);
