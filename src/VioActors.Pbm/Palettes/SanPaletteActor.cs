using Petabridge.Cmd;
using VioActors.Actors.San;
using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Values;
using VioActors.Pbm.Rendering;
using ByteSize = VioActors.Domain.Values.ByteSize;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>san</c>: fabrics, zones, and LUNs behind the storage ports (NPV-2).</summary>
internal sealed class SanPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("san",
    [
        VioPalette.Define("ports", "Ports that are cabled to switches.", VioPalette.WithTable),
        VioPalette.Define("logins", "Who is logged in, and what the name server tells each of the storage.", VioPalette.WithTable),
        VioPalette.Define("zones", "Zones of every fabric; active: the fabric works by them as they are.", VioPalette.WithTable),
        VioPalette.Define("zone-create", "Makes a zone, or replaces its members.", Fabric(), Zone(), Members()),
        VioPalette.Define("zone-add", "Adds members to a zone.", Fabric(), Zone(), Members()),
        VioPalette.Define("zone-remove", "Takes members out of a zone; without members: removes the zone.", Fabric(), Zone(),
            VioPalette.Optional("members", "-w", "WWPNs, with commas between")),
        VioPalette.Define("zoneset-create", "Makes a zone set, or replaces its zones.", Fabric(), Set(),
            VioPalette.Mandatory("zones", "-zones", "names of zones, with commas between")),
        VioPalette.Define("zoneset-remove", "Removes a zone set; what is active stays so.", Fabric(), Set()),
        VioPalette.Define("zoneset-activate", "Makes a fabric work by the zones of a set, as they are now.", Fabric(), Set()),
        VioPalette.Define("zoneset-deactivate", "Makes a fabric work without zones: nobody sees anybody.", Fabric()),
        VioPalette.Define("luns", "LUNs of the storage.", VioPalette.WithTable),
        VioPalette.Define("lun-create", "Makes a LUN on a file, a block device or an nbd:// address; a file that is not there is made.",
            Lun(), VioPalette.Optional("size", "-size", "size, e.g. 10G; without it: all of the medium"),
            VioPalette.Optional("path", "-path", "medium; without it: a file of the data folder")),
        VioPalette.Define("lun-remove", "Forgets a LUN that nobody sees; its bytes stay.", Lun()),
        VioPalette.Define("masks", "Who sees which LUN under which number.", VioPalette.WithTable),
        VioPalette.Define("mask", "Shows a LUN to an initiator.", Lun(), Initiator(), Number(), StoragePort()),
        VioPalette.Define("unmask", "Hides a LUN from an initiator.", Initiator(), Number(), StoragePort()),
    ]);

    private static readonly TableColumn[] PortColumns = [TableColumn.Of("fabric"), TableColumn.Of("switch"), TableColumn.Of("port", true),
        TableColumn.Of("role"), TableColumn.Of("wwpn"), TableColumn.Of("owner")];

    private static readonly TableColumn[] LoginColumns = [TableColumn.Of("wwpn"), TableColumn.Of("through"), TableColumn.Of("fabric"),
        TableColumn.Of("nportid"), TableColumn.Of("sees")];

    private static readonly TableColumn[] ZoneColumns = [TableColumn.Of("fabric"), TableColumn.Of("zone"), TableColumn.Of("sets"),
        TableColumn.Of("active"), TableColumn.Of("members")];

    private static readonly TableColumn[] LunColumns = [TableColumn.Of("lun"), TableColumn.Of("size", true), TableColumn.Of("udid"),
        TableColumn.Of("state"), TableColumn.Of("path")];

    private static readonly TableColumn[] MaskColumns =
        [TableColumn.Of("initiator"), TableColumn.Of("port"), TableColumn.Of("number", true), TableColumn.Of("lun")];

    public SanPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTable("ports", PortColumns, async (_, table) => Ports(table, await SanAsync().ConfigureAwait(false)));
        RunTable("logins", LoginColumns, (_, table) => LoginsAsync(table));
        RunTable("zones", ZoneColumns, async (_, table) => Zones(table, await SanAsync().ConfigureAwait(false)));
        Run("zone-create", command => DoAsync(
            new DefineZone(new FcZone(FabricOf(command), ZoneOf(command), MembersOf(command))), $"Zone {ZoneOf(command)} is defined."));
        Run("zone-add", command => ChangeZoneAsync(command, (known, given) => [.. known.Union(given)]));
        Run("zone-remove", command => Value(command, "-w") is null
            ? DoAsync(new RemoveZone(FabricOf(command), ZoneOf(command)), $"Zone {ZoneOf(command)} is removed.")
            : ChangeZoneAsync(command, (known, given) => [.. known.Except(given)]));
        Run("zoneset-create", command => DoAsync(
            new DefineZoneSet(new FcZoneSet(FabricOf(command), SetOf(command), Split(Required(command, "zones", "-zones"), SanName.Parse))),
            $"Zone set {SetOf(command)} is defined; zoneset-activate makes the fabric work by it."));
        Run("zoneset-remove", command => DoAsync(
            new RemoveZoneSet(FabricOf(command), SetOf(command)), $"Zone set {SetOf(command)} is removed."));
        Run("zoneset-activate", command => DoAsync(
            new ActivateZoneSet(FabricOf(command), SetOf(command)), $"Fabric {FabricOf(command)} works by zone set {SetOf(command)}."));
        Run("zoneset-deactivate", command => DoAsync(
            new ActivateZoneSet(FabricOf(command), null), $"Fabric {FabricOf(command)} works without zones: nobody sees anybody."));
        RunTable("luns", LunColumns, (_, table) => LunsAsync(table));
        Run("lun-create", CreateLunAsync);
        Run("lun-remove", command => DoAsync(new RemoveSanLun(LunOf(command)), $"LUN {LunOf(command)} is forgotten; its bytes stay."));
        RunTable("masks", MaskColumns, async (_, table) =>
        {
            foreach (var mask in (await SanAsync().ConfigureAwait(false)).Masks)
                table.Add(mask.Initiator.ToString(), mask.StoragePort.ToString(), (long)mask.Lun.Value, mask.Unit.Value);
        });
        Run("mask", command => DoAsync(
            new MaskLun(new LunMask(InitiatorOf(command), PortOf(command), NumberOf(command), LunOf(command))),
            $"{InitiatorOf(command)} sees LUN {LunOf(command)} as {NumberOf(command)}, once it is zoned with {PortOf(command)}."));
        Run("unmask", command => DoAsync(
            new UnmaskLun(InitiatorOf(command), PortOf(command), NumberOf(command)),
            $"{InitiatorOf(command)} sees no LUN {NumberOf(command)} at {PortOf(command)}."));
    }

    private static void Ports(Table table, SanConfiguration san)
    {
        foreach (var attachment in san.Attachments)
        {
            table.Add(
                san.FabricOf(attachment.Port)?.Value, attachment.Switch.Value, attachment.PortNumber, attachment.Role.ToString(),
                attachment.Port.ToString(), attachment.Owner);
        }
    }

    private static void Zones(Table table, SanConfiguration san)
    {
        foreach (var zone in san.Zones)
        {
            var sets = san.ZoneSets.Where(set => set.Fabric == zone.Fabric && set.Zones.Contains(zone.Name)).Select(set => set.Name.Value);
            table.Add(
                zone.Fabric.Value, zone.Name.Value, string.Join(' ', sets),
                san.FindActive(zone.Fabric)?.Zones.Contains(zone) == true, string.Join(' ', zone.Members));
        }
    }

    private async Task LoginsAsync(Table table)
    {
        var report = await ReportAsync().ConfigureAwait(false);
        foreach (var login in report.Logins.ByName.Values)
        {
            var sees = report.Logins.VisibleTo(report.Configuration, login.Port).Select(seen => $"{seen.Port}/{seen.NPortId:x6}");
            table.Add(
                login.Port.ToString(), login.Through.ToString(), login.Fabric.Value, $"{login.NPortId:x6}", string.Join(' ', sees));
        }
    }

    private async Task LunsAsync(Table table)
    {
        var report = await ReportAsync().ConfigureAwait(false);
        foreach (var lun in report.Configuration.Luns)
        {
            var problem = report.ProblemOf(lun.Name);
            table.Add(
                lun.Name.Value, Cell.Size(lun.Size.Bytes), lun.Udid.ToString(), problem.Length == 0 ? "READY" : problem, lun.Path);
        }
    }

    /// <summary>Media are made where the storage is.</summary>
    protected override CommandPlace? Elsewhere(Command command) => System.SanDirectory is null && System.PartsElsewhere.San() is { } relay
        ? new CommandPlace("the storage area network", relay)
        : null;

    private async Task<string> CreateLunAsync(Command command)
    {
        var name = LunOf(command);
        if ((await SanAsync().ConfigureAwait(false)).FindLun(name) is not null)
            throw new CommandRefusedException($"There is a LUN {name}; choose another name.");
        var path = Value(command, "-path") ?? (System.SanDirectory is { } folder
            ? Path.Combine(folder, $"{name}.img")
            : throw new CommandRefusedException("Give the medium with -path."));
        ByteSize? size = Value(command, "-size") is { } text ? ByteSize.Parse(text) : null;
        var found = await SanMedia.PrepareAsync(path, size, System.Time, CancellationToken.None).ConfigureAwait(false);
        return await DoAsync(
            new CreateSanLun(new SanLun(name, LuUdid.From(System.Ids.Next()), path, found)), $"LUN {name} of {found} is on {path}.")
            .ConfigureAwait(false);
    }

    private async Task<string> ChangeZoneAsync(
        Command command, Func<ValueList<Wwpn>, ValueList<Wwpn>, ValueList<Wwpn>> change)
    {
        var (fabric, name) = (FabricOf(command), ZoneOf(command));
        var zone = (await SanAsync().ConfigureAwait(false)).FindZone(fabric, name)
            ?? throw new CommandRefusedException($"Fabric {fabric} has no zone {name}; san zones shows those that there are.");
        return await DoAsync(
            new DefineZone(zone with { Members = change(zone.Members, MembersOf(command)) }),
            $"Zone {name} is changed; the fabric works by it when its set is activated again.").ConfigureAwait(false);
    }

    private async Task<string> DoAsync(ISanMessage message, string done) =>
        await ChangeAsync(message).ConfigureAwait(false) is NoOp nothing ? nothing.Reason : done;

    /// <summary>Answered when the network works by the change.</summary>
    private async Task<IReply> ChangeAsync(ISanMessage message)
    {
        var answer = await AskAsync<IReply>(System.ViosDb, message).ConfigureAwait(false);
        if (System.San is { } san)
            await AskAsync<Ok>(san, new RefreshSan()).ConfigureAwait(false);
        return answer;
    }

    private async Task<SanConfiguration> SanAsync() =>
        (await AskAsync<SanFound>(System.ViosDb, new GetSan()).ConfigureAwait(false)).Configuration;

    private Task<SanReport> ReportAsync() => System.San is { } san
        ? AskAsync<SanReport>(san, GetSanReport.Instance)
        : throw new CommandRefusedException("No storage area network is cabled to this process.");

    private static SanName FabricOf(Command command) => SanName.Parse(Required(command, "fabric", "-fabric"));

    private static SanName ZoneOf(Command command) => SanName.Parse(Required(command, "zone", "-zone"));

    private static SanName SetOf(Command command) => SanName.Parse(Required(command, "zone set", "-set"));

    private static SanName LunOf(Command command) => SanName.Parse(Required(command, "LUN", "-lun"));

    private static Wwpn InitiatorOf(Command command) => Wwpn.Parse(Required(command, "initiator", "-w"));

    private static Wwpn PortOf(Command command) => Wwpn.Parse(Required(command, "storage port", "-port"));

    private static LunNumber NumberOf(Command command) => LunNumber.Parse(Required(command, "number", "-number"));

    private static ValueList<Wwpn> MembersOf(Command command) => Split(Required(command, "members", "-w"), Wwpn.Parse);

    private static ValueList<T> Split<T>(string text, Func<string?, T> parse) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(parse).ToValueList();

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Fabric() =>
        VioPalette.Mandatory("fabric", "-fabric", "name of the fabric, fabricA");

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Zone() =>
        VioPalette.Mandatory("zone", "-zone", "name of the zone");

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Set() =>
        VioPalette.Mandatory("set", "-set", "name of the zone set");

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Members() =>
        VioPalette.Mandatory("members", "-w", "WWPNs, with commas between");

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Lun() =>
        VioPalette.Mandatory("lun", "-lun", "name of the LUN");

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Initiator() =>
        VioPalette.Mandatory("initiator", "-w", "WWPN of the initiator");

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Number() =>
        VioPalette.Mandatory("number", "-number", "number under which it is seen");

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> StoragePort() =>
        VioPalette.Mandatory("port", "-port", "WWPN of the storage port");
}
