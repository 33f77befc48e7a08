using Akka.Actor;
using Petabridge.Cmd;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Fc;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>vfc</c>: virtual Fibre Channel adapters and the physical ports that they are mapped to (NPV-1).</summary>
internal sealed class VfcPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("vfc",
    [
        VioPalette.Define("list", "Client adapters with their WWPNs, server adapters, ports and logins (lsmap -all -npiv).",
            VioPalette.WithTable),
        VioPalette.Define("ports", "Physical ports that can be shared, with what is free on them (lsnports).", VioPalette.WithTable),
        VioPalette.Define("map", "Maps a server adapter to a physical port (vfcmap); another mapping is replaced.",
            Vios(), Adapter(), VioPalette.Mandatory("port", "-fcp", "physical port, fcs0")),
        VioPalette.Define("unmap", "Takes the mapping of a server adapter away; its client loses this path.", Vios(), Adapter()),
        VioPalette.Define("login", "Logs both WWPNs of a client into the fabric without I/O, so that they can be zoned.",
            Vios(), Adapter()),
        VioPalette.Define("logout", "Logs WWPNs that are not in use out again.", Vios(), Adapter()),
        VioPalette.Define("link", "Takes the link of a physical port away, or gives it back.", Vios(),
            VioPalette.Mandatory("port", "-fcp", "physical port, fcs0"), VioPalette.Mandatory("state", "-state", "up or down")),
    ]);

    private static readonly TableColumn[] ListColumns =
        [TableColumn.Of("vios"), TableColumn.Of("adapter"), TableColumn.Of("client"), TableColumn.Of("slot", true), TableColumn.Of("wwpns"),
            TableColumn.Of("active"), TableColumn.Of("port"), TableColumn.Of("status"), TableColumn.Of("nportid"),
            TableColumn.Of("passed", true)];

    private static readonly TableColumn[] PortColumns =
        [TableColumn.Of("vios"), TableColumn.Of("name"), TableColumn.Of("wwpn"), TableColumn.Of("fabric"), TableColumn.Of("nportid"),
            TableColumn.Of("tports", true), TableColumn.Of("aports", true), TableColumn.Of("detail")];

    public VfcPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTableOfVioses("list", ListColumns, ListAsync, AddUnservedAsync);
        RunTableOfVioses("ports", PortColumns, PortsAsync);
        Run("map", MapAsync);
        Run("unmap", async command =>
        {
            var (vios, adapter) = (await UuidAsync(command).ConfigureAwait(false), AdapterOf(command));
            var removed = await AskAsync<IReply>(
                System.ViosDb, new RemoveDevice(vios, DeviceKind.VirtualFcMapping, DeviceName.Parse(adapter.Value))).ConfigureAwait(false);
            return removed is NoOp nothing ? throw new CommandRefusedException(nothing.Reason) : $"{adapter} is mapped to no port.";
        });
        Run("login", command => LogInAsync(command, true));
        Run("logout", command => LogInAsync(command, false));
        Run("link", LinkAsync);
    }

    /// <summary>The rows of one VIOS: the client adapters that are paired with its own.</summary>
    private async Task ListAsync(string name, IActorRef vios, Table table)
    {
        var report = await AskAsync<ViosReport>(vios, GetViosReport.Instance).ConfigureAwait(false);
        var hosts = report.Phase == ViosPhase.Serving
            ? (await AskAsync<VfchostsReport>(vios, GetVfchosts.Instance).ConfigureAwait(false)).Adapters
            : [];
        var names = await PartitionNamesAsync().ConfigureAwait(false);
        foreach (var adapter in (await AdaptersAsync().ConfigureAwait(false)).Where(known => known.Pair.Vios == report.Drc.Partition))
        {
            var server = report.Devices?.Adapters.FirstOrDefault(known => known.Slot == adapter.Pair.ServerSlot);
            Add(table, name, adapter, names, server, hosts.FirstOrDefault(host => host.Name == server?.Name));
        }
    }

    /// <summary>Client adapters whose VIOS runs nowhere now have a row too.</summary>
    private async Task AddUnservedAsync(Table table)
    {
        var names = await PartitionNamesAsync().ConfigureAwait(false);
        var shown = table.Rows.Select(row => (row[0].Shown, row[2].Shown, row[3].Shown)).ToHashSet();
        foreach (var adapter in await AdaptersAsync().ConfigureAwait(false))
        {
            var pair = adapter.Pair;
            var (vios, client) = (names.GetValueOrDefault(pair.Vios, ""), names.GetValueOrDefault(pair.Client, ""));
            if (!shown.Contains((vios, client, pair.ClientSlot.ToString())))
                Add(table, vios, adapter, names, null, null);
        }
    }

    private static void Add(
        Table table, string vios, VirtualFcAdapter adapter, IReadOnlyDictionary<PartitionId, string> names, ServerAdapter? server,
        VfchostReport? report) => table.Add(
            vios, server is null ? Cell.None : server.Name.Value, names.GetValueOrDefault(adapter.Pair.Client, ""),
            (long)adapter.Pair.ClientSlot.Value, adapter.Wwpns.ToString(), adapter.Active.ToString(),
            report?.Port is { } port ? port.Value : Cell.None, report?.Login is null ? "NOT_LOGGED_IN" : "LOGGED_IN",
            report?.Login is { } login ? $"{login.NPortId:x6}" : Cell.None, report?.Passed ?? 0);

    private async Task<ValueList<VirtualFcAdapter>> AdaptersAsync() =>
        (await AskAsync<VirtualFcFound>(System.Phyp, new GetVirtualFc()).ConfigureAwait(false)).Adapters;

    private async Task<Dictionary<PartitionId, string>> PartitionNamesAsync() =>
        (await AskAsync<PartitionsReply>(System.Phyp, new GetPartitions()).ConfigureAwait(false)).Partitions
            .ToDictionary(partition => partition.Id, partition => partition.Name);

    private async Task PortsAsync(string name, IActorRef vios, Table table)
    {
        var logins = System.San is { } san
            ? (await AskAsync<SanReport>(san, GetSanReport.Instance).ConfigureAwait(false)).Logins
            : FabricLogins.Empty;
        foreach (var port in (await AskAsync<FcPortsReport>(vios, GetFcPorts.Instance).ConfigureAwait(false)).Ports)
        {
            table.Add(
                name, port.Name.Value, port.Wwpn.ToString(), port.Login is { } login ? login.Fabric.Value : Cell.None,
                port.Login is { } known ? $"{known.NPortId:x6}" : Cell.None, port.VirtualPortsMax,
                port.VirtualPortsMax - logins.Virtual(port.Wwpn).Count(), port.Detail.Length == 0 ? Cell.None : port.Detail);
        }
    }

    private async Task<string> MapAsync(Command command)
    {
        var (vios, adapter) = (await UuidAsync(command).ConfigureAwait(false), AdapterOf(command));
        var port = AdapterName.Parse(Required(command, "port", "-fcp"));
        await MapAsync(System, vios, adapter, port).ConfigureAwait(false);
        return $"{adapter} is mapped to {port}.";
    }

    /// <summary>Maps a server adapter of a VIOS to one of its physical ports, in place of another one.</summary>
    /// <exception cref="CommandRefusedException">There is no such adapter or port.</exception>
    internal static async Task MapAsync(PbmContext system, VioUuid vios, AdapterName adapter, AdapterName port)
    {
        var devices = (await AskAsync<ViosDevicesFound>(system.ViosDb, new GetViosDevices(vios)).ConfigureAwait(false)).Devices;
        if (!devices.Adapters.Any(known => known.Name == adapter && known.Kind == ServerAdapterKind.VirtualFibreChannel))
        {
            throw new CommandRefusedException(
                $"The VIOS has no virtual Fibre Channel adapter {adapter}; vfc list shows those that there are.");
        }

        var inventory = (await AskAsync<InventoryFound>(system.ViosDb, new GetInventory(vios)).ConfigureAwait(false)).Inventory.Devices;
        if (!inventory.Any(device => device.Kind == DeviceKind.FcAdapter && device.Name.Value == port.Value))
            throw new CommandRefusedException($"The VIOS has no Fibre Channel port {port}; vfc ports shows those that there are.");
        var name = DeviceName.Parse(adapter.Value);
        var known = inventory.Any(device => device.Kind == DeviceKind.VirtualFcMapping && device.Name == name);
        await AskAsync<IReply>(
            system.ViosDb,
            known
                ? new SetDeviceAttributes(vios, DeviceKind.VirtualFcMapping, name, [new DeviceAttribute("fc_adapter", port.Value)])
                : new AddDevice(vios, Device.Of(
                    DeviceKind.VirtualFcMapping, adapter.Value, adapter.Value, "", ("fc_adapter", port.Value)))).ConfigureAwait(false);
    }

    private async Task<string> LogInAsync(Command command, bool wanted)
    {
        var answer = await AskAsync<WwpnsAnswer>(
            ViosNamed(Required(command, "VIOS", "-n")), new LogInWwpns(AdapterOf(command), wanted)).ConfigureAwait(false);
        return string.Join('\n', answer.Results.Select(result => $"{result.Key} {result.Value}"));
    }

    private async Task<string> LinkAsync(Command command)
    {
        var state = Required(command, "state", "-state");
        if (state is not ("up" or "down"))
            throw new CommandRefusedException($"The state [{state}] is neither up nor down.");
        var port = await AskAsync<FcPortReport>(
            ViosNamed(Required(command, "VIOS", "-n")), new SetFcLink(AdapterName.Parse(Required(command, "port", "-fcp")), state == "up"))
            .ConfigureAwait(false);
        return $"The link of {port.Name} is {(port.LinkUp ? "up" : "down")}.";
    }

    private async Task<VioUuid> UuidAsync(Command command) => (await AskAsync<ViosReport>(
        ViosNamed(Required(command, "VIOS", "-n")), GetViosReport.Instance).ConfigureAwait(false)).Vios;

    private static AdapterName AdapterOf(Command command) => AdapterName.Parse(Required(command, "server adapter", "-vadapter"));

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Vios() =>
        VioPalette.Mandatory("vios", "-n", "name of the VIOS");

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Adapter() =>
        VioPalette.Mandatory("adapter", "-vadapter", "server adapter, vfchost0");
}
