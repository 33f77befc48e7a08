using VioActors.Api.Objects;
using VioActors.Domain.Common;

namespace VioActors.Management.View;

/// <summary>Kinds of objects and what belongs to whom. Thread-safe.</summary>
internal static class ObjectKinds
{
    /// <summary>Names of the kinds that the view shows; others are kept elsewhere.</summary>
    public static ValueList<string> OfView { get; } =
        ["cluster", "vios", "cec", "client", "adapter", "mapping", "pool", "pv", "lu", "snapshot"];

    public static VioObjectKind Of(VioObject thing) => thing switch
    {
        ClusterObject => VioObjectKind.Cluster,
        ViosObject => VioObjectKind.Vios,
        CecObject => VioObjectKind.Cec,
        ClientObject => VioObjectKind.Client,
        AdapterObject => VioObjectKind.Adapter,
        MappingObject => VioObjectKind.Mapping,
        PoolObject => VioObjectKind.Pool,
        PvObject => VioObjectKind.Pv,
        LuObject => VioObjectKind.Lu,
        SnapshotObject => VioObjectKind.Snapshot,
        EventObject => VioObjectKind.Event,
        JobObject => VioObjectKind.Job,
        ToolObject => VioObjectKind.Tool,
        BackupObject => VioObjectKind.Backup,
        BackupPlanObject => VioObjectKind.BackupPlan,
        ConfigurationObject => VioObjectKind.Configuration,
        RestorationObject => VioObjectKind.Restoration,
        _ => throw new ArgumentException($"A {thing.GetType().Name} has no kind.", nameof(thing)),
    };

    /// <summary>Whether an object belongs to a VIOS, CEC, pool or client, which is named by its id.</summary>
    public static bool BelongsTo(VioObject thing, string parent) => thing switch
    {
        ViosObject vios => vios.Cec == parent,
        ClientObject client => client.Id.StartsWith($"lpar:{parent}/", StringComparison.Ordinal)
            || client.Nexuses.Any(nexus => nexus.Vios == parent),
        AdapterObject adapter => adapter.Vios == parent || adapter.Client == parent,
        MappingObject mapping =>
            mapping.Vios == parent || mapping.Client == parent || mapping.Pool == parent || mapping.Lu == parent
            || $"{mapping.Vios}/{mapping.Adapter}" == parent,
        PvObject pv => pv.Pool == parent,
        LuObject lu => lu.Pool == parent,
        SnapshotObject snapshot => snapshot.Lu == parent || snapshot.LuName == parent,
        _ => false,
    };
}
