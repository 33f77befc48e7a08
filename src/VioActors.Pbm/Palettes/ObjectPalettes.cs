using Petabridge.Cmd;
using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>cluster</c>: the cluster, its members and policies.</summary>
internal sealed class ClusterPaletteActor : ObjectPaletteActor
{
    public static readonly CommandPalette Palette = new("cluster",
    [
        List("The cluster with its members and policies."),
        VioPalette.Define("addnode", "Adds a member, which registers when it first starts.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS"), VioPalette.Mandatory("drc", "-drc", "location code of its partition"),
            VioPalette.Optional("uuid", "-uuid", "its UUID; one is made otherwise")),
        VioPalette.Define("rmnode", "Removes a member that no client is mapped to.",
            VioPalette.Mandatory("id", "-id", "UUID or name"), VioPalette.Optional("version", "-version", "version that you saw"),
            VioPalette.Flag("force", "-force", "with its mappings")),
        VioPalette.Define("policy", "Sets a policy.", VioPalette.Mandatory("name", "-name", "name of the policy"),
            VioPalette.Mandatory("content", "-content", "its text"),
            VioPalette.Optional("version", "-version", "version that you saw; 0 for a new one")),
    ]);

    public ClusterPaletteActor(PbmContext context)
        : base(Palette, context, VioObjectKind.Cluster, hasShow: false)
    {
        Run("addnode", async command =>
        {
            var creation = new ViosCreation(
                Value(command, "-uuid"), Required(command, "name", "-n"), Required(command, "location code", "-drc"));
            var made = await TryAsync(Api.CreateAsync<ViosObject>(creation)).ConfigureAwait(false);
            return $"VIOS {made.Name} is a member with uuid {made.Id}.";
        });
        Run("rmnode", command => RemoveAsync(command, VioObjectKind.Vios));
        Run("policy", PolicyAsync);
    }

    private async Task<string> PolicyAsync(Command command)
    {
        var name = Required(command, "name", "-name");
        var clusters = await TryAsync(Api.ListAsync<ClusterObject>(VioObjectKind.Cluster)).ConfigureAwait(false);
        var seen = clusters.SelectMany(cluster => cluster.Policies).FirstOrDefault(policy => policy.Name == name)?.Version ?? 0;
        var changed = await TryAsync(Api.ChangeAsync<ClusterObject>(
            Number(command, "-version") ?? seen, new ClusterAlteration(name, Required(command, "text", "-content")))).ConfigureAwait(false);
        return $"Policy {name} has version {changed.Policies.First(policy => policy.Name == name).Version} now.";
    }
}

/// <summary>The palette <c>client</c>: clients with their ids and logins.</summary>
internal sealed class ClientPaletteActor(PbmContext context) : ObjectPaletteActor(Palette, context, VioObjectKind.Client)
{
    public static readonly CommandPalette Palette =
        new("client", [List("Clients with their ids and logins."), Show("One client, by key, number or name.")]);
}

/// <summary>The palette <c>adapter</c>: virtual server adapters.</summary>
internal sealed class AdapterPaletteActor : ObjectPaletteActor
{
    public static readonly CommandPalette Palette = new("adapter",
    [
        List("Virtual server adapters of every VIOS."),
        Show("One adapter, by vios/name or location code."),
        VioPalette.Define("create", "Makes a server adapter for a client.", VioPalette.Mandatory("vios", "-n", "name of the VIOS"),
            VioPalette.Mandatory("client", "-client", "key of the client"),
            VioPalette.Optional("kind", "-kind", "virtualScsi (usual), virtualFibreChannel or iscsi"),
            VioPalette.Optional("clientslot", "-clientslot", "slot of the client adapter"),
            VioPalette.Optional("slot", "-slot", "slot; the next free one otherwise")),
        VioPalette.Define("remove", "Removes an adapter without devices.", VioPalette.Mandatory("id", "-id", "id of the adapter"),
            VioPalette.Optional("version", "-version", "version that you saw")),
    ]);

    public AdapterPaletteActor(PbmContext context)
        : base(Palette, context, VioObjectKind.Adapter)
    {
        Run("create", async command =>
        {
            var made = await TryAsync(Api.CreateAsync<AdapterObject>(new AdapterCreation(
                Required(command, "VIOS", "-n"), Value(command, "-kind") ?? "virtualScsi", Required(command, "client", "-client"),
                (int?)Number(command, "-clientslot"), (int?)Number(command, "-slot")))).ConfigureAwait(false);
            return $"Adapter {made.Id} is made in slot {made.Slot}.";
        });
        Run("remove", command => RemoveAsync(command, VioObjectKind.Adapter));
    }
}

/// <summary>The palette <c>mapping</c>: virtual target devices.</summary>
internal sealed class MappingPaletteActor : ObjectPaletteActor
{
    public static readonly CommandPalette Palette = new("mapping",
    [
        List("Virtual target devices of every VIOS."),
        Show("One mapping, by vios/device."),
        VioPalette.Define("create", "Maps an LU to a server adapter.", VioPalette.Mandatory("vios", "-n", "name of the VIOS"),
            VioPalette.Mandatory("adapter", "-vadapter", "server adapter, e.g. vhost0"), VioPalette.Mandatory("lu", "-lu", "name or udid"),
            VioPalette.Optional("lun", "-lun", "number; the lowest free one otherwise"),
            VioPalette.Optional("device", "-vtd", "name of the device"), VioPalette.Flag("readonly", "-ro", "refuse writes"),
            VioPalette.Flag("shared", "-shared", "other clients may have it too")),
        VioPalette.Define("remove", "Removes a virtual target device.", VioPalette.Mandatory("id", "-id", "id of the mapping"),
            VioPalette.Optional("version", "-version", "version that you saw")),
    ]);

    public MappingPaletteActor(PbmContext context)
        : base(Palette, context, VioObjectKind.Mapping)
    {
        Run("create", async command =>
        {
            var made = await TryAsync(Api.CreateAsync<MappingObject>(new MappingCreation(
                Required(command, "VIOS", "-n"), Required(command, "adapter", "-vadapter"), Required(command, "LU", "-lu"),
                (int?)Number(command, "-lun"), Value(command, "-vtd"), Value(command, "-ro") is not null,
                Value(command, "-shared") is not null))).ConfigureAwait(false);
            return $"Mapping {made.Id} gives LU {made.LuName} to {made.Client} as LUN {made.Lun}.";
        });
        Run("remove", command => RemoveAsync(command, VioObjectKind.Mapping));
    }
}

/// <summary>The palette <c>event</c>: what happened in the machine.</summary>
internal sealed class EventPaletteActor(PbmContext context) : ObjectPaletteActor(Palette, context, VioObjectKind.Event, hasShow: false)
{
    public static readonly CommandPalette Palette = new("event", [List("The latest events, oldest first.")]);
}

/// <summary>The palette <c>job</c>: long operations.</summary>
internal sealed class JobPaletteActor(PbmContext context) : ObjectPaletteActor(Palette, context, VioObjectKind.Job)
{
    public static readonly CommandPalette Palette = new("job", [List("Long operations, latest first."), Show("One job.")]);
}

/// <summary>The palette <c>pv</c>: physical volumes of every pool.</summary>
internal sealed class PvPaletteActor(PbmContext context) : ObjectPaletteActor(Palette, context, VioObjectKind.Pv)
{
    public static readonly CommandPalette Palette =
        new("pv", [List("Physical volumes of every pool."), Show("One physical volume, by pool/name.")]);
}

/// <summary>The palette <c>tool</c>: what the management tool keeps (MGT-1).</summary>
internal sealed class ToolPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("tool",
    [
        VioPalette.Define("uuids", "The UUID table: CECs, their VIOSes, places and devices.", VioPalette.WithTable),
        VioPalette.Define("report", "State of the cluster and the active nodes list.", VioPalette.WithTable),
    ]);

    private static readonly TableColumn[] UuidColumns = [TableColumn.Of("cec"), TableColumn.Of("vios"), TableColumn.Of("uuid"),
        TableColumn.Of("drc"), TableColumn.Of("member"), TableColumn.Of("devices")];

    private static readonly TableColumn[] ReportColumns =
        [TableColumn.Of("state"), TableColumn.Of("version", true), TableColumn.Of("reported"), TableColumn.Of("active")];

    public ToolPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTable("uuids", UuidColumns, async (_, table) =>
        {
            foreach (var row in (await ReadAsync(context).ConfigureAwait(false)).Uuids)
            {
                var devices = row.Devices.Select(device => $"{device.Name}@{device.Drc}");
                table.Add(row.Cec, row.Name, row.Vios, row.Drc, row.Member, string.Join(' ', devices));
            }
        });
        RunTable("report", ReportColumns, async (_, table) =>
        {
            var tool = await ReadAsync(context).ConfigureAwait(false);
            var active = string.Join(' ', tool.ActiveNodes.Select(node => node.Vios));
            table.Add(tool.ClusterState, tool.ClusterVersion, tool.ReportedUtc, active);
        });
    }

    private static async Task<ToolObject> ReadAsync(PbmContext context)
    {
        try
        {
            return await context.Api!.ShowAsync<ToolObject>(VioObjectKind.Tool, "management-tool").ConfigureAwait(false);
        }
        catch (VioRefusedException refused)
        {
            throw new CommandRefusedException(refused.Message);
        }
    }
}
