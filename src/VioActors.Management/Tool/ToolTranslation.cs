using VioActors.Api.Objects;
using VioActors.Domain.Common;
using VioActors.Domain.Tool;
using VioActors.Domain.Values;

namespace VioActors.Management.Tool;

/// <summary>The management tool's data as an object of the API, and the view as a report to it. Thread-safe.</summary>
internal static class ToolTranslation
{
    /// <summary>Id of the one tool that there is.</summary>
    public const string Id = "management-tool";

    public static ToolObject Of(ToolFound found)
    {
        var members = found.Rows.Count(row => row.Member);
        var state = found.Active.Count == 0 ? "down" : found.Active.Count < members ? "degraded" : "ok";
        return new ToolObject(
            Id,
            state,
            found.Version.Value,
            found.ReportedUtc,
            [.. found.Active.Select(vios => new ActiveNode(vios.ToString()))],
            [.. found.Rows.Select(row => new UuidEntry(
                row.Vios.ToString(), row.Name, row.Drc.Cec.ToString(), row.Drc.ToString(), row.Member,
                [.. row.Devices.Select(device => new Api.Objects.DeviceIdentity(device.Drc.ToString(), device.Name.Value))]))]);
    }

    /// <summary>Null while there is no cluster.</summary>
    public static ReportCluster? ReportOf(IReadOnlyList<VioObject> view)
    {
        if (view.OfType<ClusterObject>().FirstOrDefault() is not { } cluster)
        {
            return null;
        }

        var adapters = view.OfType<AdapterObject>().ToLookup(adapter => adapter.Vios);
        var rows = view.OfType<ViosObject>().Select(vios => new UuidRow(
            VioUuid.Parse(vios.Id), vios.Name, DrcName.Parse(vios.Drc), Member: true, DevicesOf(adapters[vios.Id])));
        return new ReportCluster(
            new ObjectVersion(cluster.Version),
            rows.ToValueList(),
            cluster.ActiveNodes.Select(node => VioUuid.Parse(node.Vios)).ToValueList());
    }

    private static ValueList<Domain.Tool.DeviceIdentity> DevicesOf(IEnumerable<AdapterObject> adapters) => adapters
        .OrderBy(adapter => adapter.Slot)
        .Select(adapter => new Domain.Tool.DeviceIdentity(DrcName.Parse(adapter.Drc), AdapterName.Parse(adapter.Name)))
        .ToValueList();
}
