using Petabridge.Cmd;
using VioActors.Domain.Cec;
using VioActors.Domain.Cluster;
using VioActors.Domain.Values;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>cec</c>: what the CEC is made of (SYS-1).</summary>
internal sealed class CecPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("cec",
    [
        VioPalette.Define("adapters", "Physical I/O adapters and the VIOS that each is assigned to.", VioPalette.WithTable),
        VioPalette.Define("disks", "Disks inside the CEC.", VioPalette.WithTable),
        VioPalette.Define("neighbours", "CECs that this one reaches.", VioPalette.WithTable),
    ]);

    private static readonly TableColumn[] AdapterColumns = [TableColumn.Of("location"), TableColumn.Of("kind"), TableColumn.Of("vios"),
        TableColumn.Of("name"), TableColumn.Of("identity")];

    private static readonly TableColumn[] DiskColumns = [TableColumn.Of("location"), TableColumn.Of("vios"), TableColumn.Of("name"),
        TableColumn.Of("size", true)];

    private static readonly TableColumn[] NeighbourColumns = [TableColumn.Of("cec")];

    public CecPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTable("adapters", AdapterColumns, async (_, table) =>
        {
            var names = await ViosNamesAsync().ConfigureAwait(false);
            foreach (var adapter in (await HardwareAsync().ConfigureAwait(false)).Adapters)
                table.Add(adapter.Location, adapter.Kind.ToString(), OwnerOf(adapter.Owner, names), adapter.Name.Value, adapter.Identity);
        });
        RunTable("disks", DiskColumns, async (_, table) =>
        {
            var names = await ViosNamesAsync().ConfigureAwait(false);
            foreach (var disk in (await HardwareAsync().ConfigureAwait(false)).Disks)
                table.Add(disk.Location, OwnerOf(disk.Owner, names), disk.Name.Value, Cell.Size(disk.Size.Bytes));
        });
        RunTable("neighbours", NeighbourColumns, async (_, table) =>
        {
            foreach (var neighbour in (await HardwareAsync().ConfigureAwait(false)).Neighbours)
                table.Add(neighbour.ToString());
        });
    }

    private async Task<CecHardware> HardwareAsync() =>
        (await AskAsync<CecFound>(System.ViosDb, new GetCec(System.Cec)).ConfigureAwait(false)).Hardware;

    private async Task<Dictionary<VioUuid, string>> ViosNamesAsync() =>
        (await AskAsync<ClusterFound>(System.ViosDb, new GetCluster()).ConfigureAwait(false)).Cluster.Nodes
            .ToDictionary(node => node.Vios, node => node.Definition.Name);

    private static string OwnerOf(VioUuid? vios, Dictionary<VioUuid, string> names) => vios is null ? "-"
        : names.TryGetValue(vios.Value, out var name) ? name : vios.Value.ToString();
}
