using Petabridge.Cmd;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>network</c>: the way of each VIOS to the shared VIOS DB, and cuts on purpose (SYS-5).</summary>
internal sealed class NetworkPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("network",
    [
        VioPalette.Define("list", "The way of every VIOS to the VIOS DB.", VioPalette.WithTable),
        VioPalette.Define("cut", "Cuts a VIOS's way to the VIOS DB until it is restored; it reaches the DB through a peer.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS")),
        VioPalette.Define("restore", "Restores a way that was cut; the VIOS catches up.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS")),
    ]);

    private static readonly TableColumn[] Columns =
        [TableColumn.Of("vios"), TableColumn.Of("state"), TableColumn.Of("dropped", true), TableColumn.Of("reason")];

    public NetworkPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTableOfVioses("list", Columns, async (name, vios, table) =>
        {
            var report = await AskAsync<ClusterNetworkReport>(vios, GetClusterNetworkReport.Instance).ConfigureAwait(false);
            table.Add(name, StateOf(report), report.Dropped, report.WriteProblem ?? "");
        });
        Run("cut", command => CutAsync(command, cut: true));
        Run("restore", command => CutAsync(command, cut: false));
    }

    private static string StateOf(ClusterNetworkReport report)
    {
        // Some parts may not answer because they cannot store, while others say that they cannot.
        var state = report.IsCut ? "CUT"
            : report is { IsSilent: true, WriteProblem: not null } ? "SILENT, READS ONLY"
            : report.IsSilent ? "SILENT"
            : report.WriteProblem is not null ? "READS ONLY"
            : report.PassedOn > 0 ? $"UP, {report.PassedOn} THROUGH PEERS" : "UP";
        return report.Through is { } peer ? $"{state}, THROUGH {peer}" : state;
    }

    private async Task<string> CutAsync(Command command, bool cut)
    {
        var name = Required(command, "VIOS", "-n");
        await AskAsync<ClusterNetworkReport>(ViosNamed(name), new CutClusterNetwork(cut)).ConfigureAwait(false);
        return $"The way of {name} to the VIOS DB is {(cut ? "cut" : "restored")}.";
    }
}
