using Petabridge.Cmd;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <content>Disk groups, and who may use their volumes (STO-1).</content>
internal sealed partial class PoolPaletteActor
{
    private static readonly TableColumn[] GroupColumns =
        [TableColumn.Of("group"), TableColumn.Of("volumes"), TableColumn.Of("cecs"), TableColumn.Of("vioses")];

    private async Task ListGroupsAsync(Table table)
    {
        var pool = await FindAsync().ConfigureAwait(false);
        var nodes = (await ClusterAsync().ConfigureAwait(false)).Nodes;
        foreach (var group in pool.Pvs.GroupBy(pv => pv.Definition.DiskGroup).OrderBy(group => group.Key.Value, StringComparer.Ordinal))
        {
            var access = pool.Access.FirstOrDefault(access => access.DiskGroup == group.Key) ?? new DiskGroupAccess(group.Key, [], []);
            var everybody = access.Cecs.Count == 0 && access.Vioses.Count == 0;
            table.Add(
                group.Key.Value, string.Join(' ', group.Select(pv => pv.Definition.Name)),
                everybody ? "ALL" : string.Join(' ', access.Cecs),
                everybody ? "ALL" : string.Join(' ', access.Vioses.Select(vios =>
                    nodes.FirstOrDefault(node => node.Vios == vios)?.Definition.Name ?? vios.ToString())));
        }
    }

    private async Task<string> SetAccessAsync(Command command)
    {
        var group = DiskGroupName.Parse(Required(command, "name of the disk group", "-group"));
        var nodes = (await ClusterAsync().ConfigureAwait(false)).Nodes;
        var access = new DiskGroupAccess(
            group,
            Words(command, "-cec").Select(CecId.Parse).ToValueList(),
            Words(command, "-vios").Select(name => MemberOf(nodes, name)).ToValueList());
        await AskAsync<IReply>(System.ViosDb, new SetDiskGroupAccess(System.Pool, access)).ConfigureAwait(false);
        return access.Cecs.Count + access.Vioses.Count == 0
            ? $"Every VIOS may use the volumes of disk group {group}."
            : $"The volumes of disk group {group} are for {string.Join(", ", [.. Words(command, "-cec"), .. Words(command, "-vios")])}. "
                + "A VIOS that has one open keeps it until it starts again.";
    }

    private static VioUuid MemberOf(IEnumerable<ClusterNode> nodes, string name) =>
        nodes.FirstOrDefault(node => node.Definition.Name == name || node.Vios.ToString() == name)?.Vios
        ?? throw new CommandRefusedException($"No VIOS {name} is a member; vios list shows those that are.");

    private async Task<ClusterData> ClusterAsync() =>
        (await AskAsync<ClusterFound>(System.ViosDb, new GetCluster()).ConfigureAwait(false)).Cluster;

    private static string[] Words(Command command, string @switch) =>
        (Value(command, @switch) ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
