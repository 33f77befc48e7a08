using Petabridge.Cmd;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Values;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>
/// The palette <c>device</c>: the device inventory of a VIOS (BR-2), which a backup holds. What is set of a device that the product has
/// takes effect; of the others it is a record.
/// </summary>
internal sealed class DevicePaletteActor : PaletteActor
{
    private const string KindHint = "its kind; needed when devices of several kinds have the name";

    public static readonly CommandPalette Palette = new("device",
    [
        VioPalette.Define("list", "Recorded devices of a VIOS.", Vios(),
            VioPalette.Optional("type", "-type", "only devices of this type"), VioPalette.WithTable),
        VioPalette.Define("show", "Attributes of a device, and which of them can be set.", Vios(), Name(),
            VioPalette.Optional("kind", "-kind", KindHint), VioPalette.WithTable),
        VioPalette.Define("set", "Sets attributes of a device.", Vios(), Name(), VioPalette.Optional("kind", "-kind", KindHint),
            VioPalette.Mandatory("attribute", "-attr", "name=value; several with -attr again")),
        VioPalette.Define("add", "Records a logical or virtual device.", Vios(), Name(),
            VioPalette.Mandatory("kind", "-kind", $"one of {string.Join(", ", Recorded())}"),
            VioPalette.Optional("parent", "-parent", "name of the device that it belongs to"),
            VioPalette.Optional("location", "-location", "location code"),
            VioPalette.Optional("attribute", "-attr", "name=value; several with -attr again")),
        VioPalette.Define("remove", "Removes a device which no other one belongs to.", Vios(), Name(),
            VioPalette.Optional("kind", "-kind", KindHint)),
    ]);

    private static readonly TableColumn[] ListColumns =
        [TableColumn.Of("kind"), TableColumn.Of("name"), TableColumn.Of("parent"), TableColumn.Of("location"), TableColumn.Of("type")];

    private static readonly TableColumn[] ShowColumns = [TableColumn.Of("attribute"), TableColumn.Of("value"), TableColumn.Of("set")];

    public DevicePaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTable("list", ListColumns, ListAsync);
        RunTable("show", ShowColumns, ShowAsync);
        Run("set", SetAsync);
        Run("add", AddAsync);
        Run("remove", RemoveAsync);
    }

    private async Task ListAsync(Command command, Table table)
    {
        var type = Value(command, "-type");
        if (type is not null && !DeviceCatalog.Categories.Contains(type))
            throw new CommandRefusedException($"There is no type {type}; there are {string.Join(", ", DeviceCatalog.Categories)}.");
        foreach (var device in await DevicesAsync(await ViosAsync(command).ConfigureAwait(false)).ConfigureAwait(false))
        {
            var rule = DeviceCatalog.Get(device.Kind);
            if (type is null || rule.Category == type)
            {
                table.Add(
                    rule.Token, device.Name.Value, device.Parent?.Value ?? Cell.None,
                    device.Location.Length > 0 ? device.Location : Cell.None, rule.Category);
            }
        }
    }

    private async Task ShowAsync(Command command, Table table)
    {
        var device = await FindAsync(await ViosAsync(command).ConfigureAwait(false), command).ConfigureAwait(false);
        var rule = DeviceCatalog.Get(device.Kind);
        foreach (var attribute in device.Attributes)
        {
            var uses = rule.FindAttribute(attribute.Name)?.Uses ?? AttributeUses.Identity;
            table.Add(
                attribute.Name, uses.HasFlag(AttributeUses.Secret) ? "(secret)" : attribute.Value,
                uses.HasFlag(AttributeUses.Settable) ? "yes" : "no");
        }
    }

    private async Task<string> SetAsync(Command command)
    {
        var vios = await ViosAsync(command).ConfigureAwait(false);
        var device = await FindAsync(vios, command).ConfigureAwait(false);
        await AskAsync<IReply>(System.ViosDb, new SetDeviceAttributes(vios, device.Kind, device.Name, ChangesOf(command)))
            .ConfigureAwait(false);
        return $"{device.Key} is set.";
    }

    private async Task<string> AddAsync(Command command)
    {
        var vios = await ViosAsync(command).ConfigureAwait(false);
        var token = Required(command, "kind", "-kind");
        if (DeviceCatalog.Find(token) is not { } rule || !IsRecorded(rule))
            throw new CommandRefusedException($"A {token} cannot be recorded; there are {string.Join(", ", Recorded())}.");
        var device = Device.Of(
            rule.Kind, Required(command, "device", "-dev"), Value(command, "-parent"), Value(command, "-location") ?? "")
            .With(ChangesOf(command));
        await AskAsync<IReply>(System.ViosDb, new AddDevice(vios, device)).ConfigureAwait(false);
        return $"{device.Key} is recorded.";
    }

    private async Task<string> RemoveAsync(Command command)
    {
        var vios = await ViosAsync(command).ConfigureAwait(false);
        var device = await FindAsync(vios, command).ConfigureAwait(false);
        await AskAsync<IReply>(System.ViosDb, new RemoveDevice(vios, device.Kind, device.Name)).ConfigureAwait(false);
        return $"{device.Key} is removed.";
    }

    private async Task<Device> FindAsync(VioUuid vios, Command command)
    {
        var (name, kind) = (Required(command, "device", "-dev"), Value(command, "-kind"));
        var found = (await DevicesAsync(vios).ConfigureAwait(false))
            .Where(device => device.Name.Value == name && (kind is null || DeviceCatalog.Get(device.Kind).Token == kind)).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new CommandRefusedException($"The VIOS has no device {name} of its own; device list shows those that there are."),
            _ => throw new CommandRefusedException(
                $"{name} is a {string.Join(" and a ", found.Select(device => DeviceCatalog.Get(device.Kind).Token))}; choose with -kind."),
        };
    }

    /// <summary>Of any member, also of one that is down: it catches up.</summary>
    private async Task<VioUuid> ViosAsync(Command command)
    {
        var name = Required(command, "VIOS", "-n");
        var cluster = (await AskAsync<ClusterFound>(System.ViosDb, new GetCluster()).ConfigureAwait(false)).Cluster;
        return cluster.Nodes.FirstOrDefault(node => node.Definition.Name == name)?.Vios
            ?? throw new CommandRefusedException($"The cluster has no VIOS {name}; vios list shows its members.");
    }

    private async Task<ValueList<Device>> DevicesAsync(VioUuid vios) =>
        (await AskAsync<InventoryFound>(System.ViosDb, new GetInventory(vios)).ConfigureAwait(false)).Inventory.Devices;

    private static ValueList<DeviceAttribute> ChangesOf(Command command) => command.Arguments
        .Where(argument => argument.Item1 == "-attr")
        .Select(argument => argument.Item2.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            ? new DeviceAttribute(argument.Item2[..at], argument.Item2[(at + 1)..])
            : throw new CommandRefusedException($"[{argument.Item2}] is no attribute with its value; give one such as mtu=9000."))
        .ToValueList();

    private static IEnumerable<string> Recorded() => DeviceCatalog.All.Where(IsRecorded).Select(rule => rule.Token);

    // Physical devices are found, not recorded.
    private static bool IsRecorded(DeviceKindRule rule) =>
        (rule.Class != DeviceClass.Hardware || rule.Kind == DeviceKind.EthernetInterface)
        && rule.Kind is not (DeviceKind.VirtualScsiAdapter or DeviceKind.VirtualFcAdapter);

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Vios() =>
        VioPalette.Mandatory("vios", "-n", "name of the VIOS");

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Name() =>
        VioPalette.Mandatory("device", "-dev", "name of the device");
}
