using VioActors.Api.Objects;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>What tables show of each kind of object. Thread-safe.</summary>
internal static class ObjectColumns
{
    public static ObjectTable For(VioObjectKind kind) => kind switch
    {
        VioObjectKind.Cluster => ObjectTable.Of<ClusterObject>(
            ["cluster", "version", "members:r", "active:r", "policies"],
            it => [it.Id, it.Version, (long)it.Members, (long)it.ActiveMembers,
                string.Join(' ', it.Policies.Select(policy => $"{policy.Name}:v{policy.Version}"))]),
        VioObjectKind.Client => ObjectTable.Of<ClientObject>(
            ["client", "clientid:r", "name", "loggedin", "nexuses"],
            it => [it.Id, it.ClientId is { } id ? id : Cell.None, it.Name, it.LoggedIn,
                string.Join(' ', it.Nexuses.Select(nexus => $"{nexus.AdapterId}:{nexus.Adapter}"))]),
        VioObjectKind.Adapter => ObjectTable.Of<AdapterObject>(
            ["id", "kind", "slot:r", "drc", "client", "clientslot:r", "version:r"],
            it => [it.Id, it.Kind, (long)it.Slot, it.Drc, it.Client, it.ClientSlot is { } slot ? (long)slot : Cell.None, it.Version]),
        VioObjectKind.Mapping => ObjectTable.Of<MappingObject>(
            ["id", "adapter", "client", "lun:r", "lu", "udid", "readonly", "version:r"],
            it => [it.Id, it.Adapter, it.Client, (long)it.Lun, it.LuName, it.Lu, it.ReadOnly, it.Version]),
        VioObjectKind.Pv => ObjectTable.Of<PvObject>(
            ["id", "size:r", "status", "tier", "diskgroup", "failuregroup", "pvid", "path"],
            it => [it.Id, Cell.Size(it.SizeBytes), it.Status, it.Tier, it.DiskGroup, it.FailureGroup, it.PvId, it.Path]),
        VioObjectKind.Event => ObjectTable.Of<EventObject>(
            ["token:r", "time", "category", "object", "id", "change", "what"],
            it => [it.Id, it.AtUtc, it.Category, it.Object, it.ObjectId, it.Change, it.What]),
        VioObjectKind.Job => ObjectTable.Of<JobObject>(
            ["job", "state", "operation", "object", "objectid", "by", "begun", "ended", "percent:r", "text"],
            it => [it.Id, it.State, it.Operation, it.Object, it.ObjectId, it.ByWhom, it.BegunUtc,
                it.EndedUtc is { } ended ? ended : Cell.None, (long)it.ProgressPercent, it.Text]),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no table of this kind."),
    };
}

/// <summary>Columns and cells of a kind of object. Immutable; thread-safe.</summary>
internal sealed record ObjectTable(IReadOnlyList<TableColumn> Columns, Func<VioObject, Cell[]> Cells)
{
    /// <param name="columns">Names; <c>:r</c> behind one aligns it to the right.</param>
    public static ObjectTable Of<T>(string[] columns, Func<T, Cell[]> cells)
        where T : VioObject => new(
            [.. columns.Select(column => column.EndsWith(":r", StringComparison.Ordinal)
                ? TableColumn.Of(column[..^2], true)
                : TableColumn.Of(column))],
            thing => cells((T)thing));
}
