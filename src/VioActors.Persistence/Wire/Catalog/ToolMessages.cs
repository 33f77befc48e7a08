using VioActors.Domain.Tool;
using Schema = VioActors.Persistence.Schemas.Tool;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>tool.proto</c>. Thread-safe.</summary>
internal static class ToolMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<ReportCluster, Schema.ReportCluster>("tool.ReportCluster.1"),
        MessageEntry.Of<GetTool, Schema.GetTool>("tool.GetTool.1"),
        MessageEntry.Of<GetUuidTable, Schema.GetUuidTable>("tool.GetUuidTable.1"),
        MessageEntry.Of<ToolFound, Schema.ToolFound>("tool.ToolFound.1"),
        MessageEntry.Of<UuidRowSet, Schema.UuidRowSet>("tool.UuidRowSet.1"),
        MessageEntry.Of<ClusterReported, Schema.ClusterReported>("tool.ClusterReported.1"),
        MessageEntry.Of<ToolSnapshot, Schema.ToolSnapshot>("tool.ToolSnapshot.1"),
    ];
}
