using System.Text;
using Petabridge.Cmd;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Primary;
using VioActors.Domain.Cluster;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>vios</c>: the virtual I/O servers.</summary>
internal sealed class ViosPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("vios",
    [
        VioPalette.Define("list", "Members of the cluster with their state.", VioPalette.WithTable),
        VioPalette.Define("show", "One VIOS: software stack, registration, versions, subscriptions, portals.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS")),
        VioPalette.Define("map", "Server adapters with the devices behind them.", VioPalette.Mandatory("vios", "-n", "name of the VIOS"),
            VioPalette.WithTable),
        VioPalette.Define("register", "Lets a VIOS whose registration failed try again.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS")),
        VioPalette.Define("relinquish", "Lets a VIOS give the office of the primary node up; another is elected.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS")),
        VioPalette.Define("stop", "Stops a VIOS in order: sessions closed, the DB told.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS")),
        VioPalette.Define("start", "Starts a VIOS that was stopped.", VioPalette.Mandatory("vios", "-n", "name of the VIOS")),
    ]);

    private static readonly TableColumn[] ListColumns =
        [TableColumn.Of("name"), TableColumn.Of("partition"), TableColumn.Of("state"), TableColumn.Of("primary"), TableColumn.Of("drc"),
            TableColumn.Of("uuid"), TableColumn.Of("portals")];

    private static readonly TableColumn[] MapColumns =
        [TableColumn.Of("adapter"), TableColumn.Of("physloc"), TableColumn.Of("client"), TableColumn.Of("vtd"), TableColumn.Of("lun"),
            TableColumn.Of("backing"), TableColumn.Of("udid")];

    public ViosPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTable("list", ListColumns, (_, table) => ListAsync(table));
        Run("show", async command =>
        {
            var report = await ReportAsync(command).ConfigureAwait(false);
            var vios = ViosNamed(Required(command, "VIOS", "-n"));
            return Describe(report, await AskAsync<PrimaryReport>(vios, GetPrimaryReport.Instance).ConfigureAwait(false));
        });
        RunTable("map", MapColumns, MapAsync);
        Run("register", async command =>
        {
            var vios = ViosNamed(Required(command, "VIOS", "-n"));
            return Describe(await AskAsync<ViosReport>(vios, RegisterAgain.Instance).ConfigureAwait(false), null);
        });
        Run("relinquish", async command =>
        {
            var name = Required(command, "VIOS", "-n");
            await AskAsync<PrimaryReport>(ViosNamed(name), new RelinquishOffice("an administrator wanted it")).ConfigureAwait(false);
            return $"VIOS {name} is not the primary node, and leaves the office to the others for a while.";
        });
        Run("stop", async command =>
        {
            var name = Required(command, "VIOS", "-n");
            ViosNamed(name);
            await System.StopVios(name).ConfigureAwait(false);
            return $"VIOS {name} is stopped.";
        });
        Run("start", async command =>
        {
            var name = Required(command, "VIOS", "-n");
            if (System.Vioses().ContainsKey(name) || System.Elsewhere.Relays().ContainsKey(name))
                throw new CommandRefusedException($"VIOS {name} runs already.");
            await System.StartVios(name).ConfigureAwait(false);
            return $"VIOS {name} serves.";
        });
    }

    private async Task ListAsync(Table table)
    {
        var cluster = (await AskAsync<ClusterFound>(System.ViosDb, new GetCluster()).ConfigureAwait(false)).Cluster;
        foreach (var node in cluster.Nodes.OrderBy(node => node.Definition.Drc.Partition))
        {
            table.Add(
                node.Definition.Name, (long)node.Definition.Drc.Partition.Value, node.Status.ToString().ToUpperInvariant(),
                cluster.Primary.Holder == node.Vios ? $"TERM {cluster.Primary.Term}" : Cell.None, node.Definition.Drc.ToString(),
                node.Vios.ToString(), string.Join(' ', node.Registration?.Portals ?? []));
        }
    }

    private async Task MapAsync(Command command, Table table)
    {
        var report = await ReportAsync(command).ConfigureAwait(false);
        foreach (var adapter in report.Devices?.Adapters ?? [])
        {
            var devices = report.Devices!.Devices.Where(device => device.Adapter == adapter.Name).ToList();
            if (devices.Count == 0)
                table.Add(adapter.Name.Value, adapter.Drc.ToString(), adapter.Client.ToString(), Cell.None, Cell.None, Cell.None,
                    Cell.None);
            foreach (var device in devices)
            {
                table.Add(
                    adapter.Name.Value, adapter.Drc.ToString(), adapter.Client.ToString(), device.Name.ToString(), (long)device.Lun.Value,
                    device.LuName.ToString(), device.Lu.ToString());
            }
        }
    }

    private Task<ViosReport> ReportAsync(Command command) =>
        AskAsync<ViosReport>(ViosNamed(Required(command, "VIOS", "-n")), GetViosReport.Instance);

    private static string Describe(ViosReport report, PrimaryReport? office)
    {
        var text = new StringBuilder();
        void Line(string what, object? value) => text.Append($"{what,-30} {value}".TrimEnd()).Append('\n');
        Line("name", report.Name);
        Line("uuid", report.Vios);
        Line("DRC name", report.Drc);
        Line("incarnation", report.Incarnation);
        Line("phase", report.Detail.Length == 0 ? report.Phase : $"{report.Phase}: {report.Detail}");
        foreach (var layer in report.Stack)
            Line($"layer {layer.Layer}", layer.Detail.Length == 0 ? layer.Status : $"{layer.Status} ({layer.Detail})");
        Line("registration attempts", report.RegistrationAttempts);
        Line("cluster data version", report.ClusterVersion?.ToString() ?? "none");
        Line("local store version", report.LocalStoreVersion?.ToString() ?? "none");
        foreach (var told in report.Subscriptions)
            Line("subscribed to", $"{told.Subject}, since {told.SinceUtc:u}, last told {told.LastTold?.ToString() ?? "nothing yet"}");
        Line("devices version", report.Devices?.Version.ToString() ?? "none");
        if (office is not null)
            Line("primary node", office.Acts ? $"yes, term {office.Term}, renewed within {office.ActsFor.TotalSeconds:0.0} s" : "no");
        Line("portals", string.Join(' ', report.Portals));
        Line("physical path", report.Path is { } path ? $"{path.Name} {path.State}" : "none");
        return text.ToString().TrimEnd('\n');
    }
}
