using System.Globalization;
using Akka.Actor;
using Petabridge.Cmd;
using VioActors.Actors.Vios.Cke;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>interconnect</c>: how the VIOSes reach each other, and cuts on purpose (RED-7).</summary>
internal sealed class InterconnectPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("interconnect",
    [
        VioPalette.Define("list", "Interconnects from every VIOS to every peer.", VioPalette.WithTable),
        VioPalette.Define("cut", "Cuts an interconnect of a VIOS until it is restored.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS"),
            VioPalette.Mandatory("number", "-i", "number of the interconnect, from 0")),
        VioPalette.Define("restore", "Restores an interconnect that was cut.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS"),
            VioPalette.Mandatory("number", "-i", "number of the interconnect, from 0")),
    ]);

    private static readonly TableColumn[] Columns =
        [TableColumn.Of("vios"), TableColumn.Of("peer"), TableColumn.Of("interconnect", true), TableColumn.Of("state"),
            TableColumn.Of("round_trip_us", true), TableColumn.Of("peer_fabric"), TableColumn.Of("inflight", true),
            TableColumn.Of("propagated", true), TableColumn.Of("served", true)];

    public InterconnectPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTableOfVioses("list", Columns, ListAsync);
        Run("cut", command => CutAsync(command, cut: true));
        Run("restore", command => CutAsync(command, cut: false));
    }

    private static async Task ListAsync(string name, IActorRef vios, Table table)
    {
        var report = await AskAsync<CkeReport>(vios, GetCkeReport.Instance).ConfigureAwait(false);
        foreach (var peer in report.Peers)
        {
            foreach (var link in peer.Figures.Interconnects)
            {
                table.Add(
                    name, peer.Name, link.Index, report.Cut.Contains(link.Index) ? "CUT" : link.Connected ? "UP" : "DOWN",
                    (long)link.RoundTrip.TotalMicroseconds, peer.Figures.FabricUp ? "UP" : "DOWN", peer.Figures.InFlight,
                    peer.Figures.Served, report.ServedForPeers);
            }
        }
    }

    private async Task<string> CutAsync(Command command, bool cut)
    {
        var text = Required(command, "number", "-i");
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            throw new CommandRefusedException($"The number [{text}] is not an interconnect's; interconnect list shows them.");
        var vios = ViosNamed(Required(command, "VIOS", "-n"));
        var report = await AskAsync<CkeReport>(vios, new CutInterconnect(index, cut)).ConfigureAwait(false);
        return report.Cut.Contains(index) ? $"Interconnect {index} is cut." : $"Interconnect {index} is restored.";
    }
}
