using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Vios;

namespace VioActors.Persistence.LocalStore;

/// <summary>What a VIOS knows without the shared DB (REG-4). Immutable.</summary>
/// <param name="Cluster">Null before the first registration.</param>
/// <param name="Devices">Null before the VIOS was defined.</param>
public sealed record LocalStoreContent(ClusterData? Cluster, ViosDevices? Devices)
{
    /// <summary>The recorded devices (BR-2); null before the first were stored.</summary>
    public DeviceInventory? Inventory { get; init; }
}

/// <summary>What an object went through when data of the DB was applied. Values are stored: never renumbered.</summary>
public enum LocalChangeKind
{
    Created = 1,
    Changed = 2,
    Removed = 3,
}

/// <summary>One object that was created, changed or removed.</summary>
/// <param name="Category"><c>adapter</c>, <c>device</c>, <c>node</c>, <c>policy</c>, <c>vios</c> or <c>cluster</c>.</param>
/// <param name="Name">Name of the object in its category.</param>
public sealed record LocalChange(LocalChangeKind Kind, string Category, string Name);

/// <summary>Outcome of an application: what changed, for the VIOS to act on (REG-12). Immutable.</summary>
/// <param name="Applied">False when the store had this version, or a newer one, already.</param>
public sealed record LocalApplyResult(bool Applied, ValueList<LocalChange> Changes)
{
    public static LocalApplyResult NothingNew { get; } = new(false, []);
}

/// <summary>A line of the journal of what was applied.</summary>
/// <param name="Number">Grows by one with each line.</param>
/// <param name="Version">Version of the DB's data that brought it.</param>
public sealed record LocalJournalLine(long Number, DateTimeOffset AtUtc, LocalChange Change, long Version);
