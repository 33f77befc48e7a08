using System.Globalization;
using Petabridge.Cmd;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Pbm.Rendering;
using ByteSize = VioActors.Domain.Values.ByteSize;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>image</c>: operating-system images, and the partitions that run on them (OSI-2 to OSI-6).</summary>
internal sealed partial class ImagePaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("image",
    [
        VioPalette.Define("medium", "Puts the medium of an operating system on a new LU of the repository.",
            VioPalette.Mandatory("lu", "-lu", "name of the LU"),
            VioPalette.Mandatory("file", "-file", "text of the medium, a file on the node that pbm is connected to")),
        VioPalette.DefineOnCec("create",
            "Produces an image: a hidden partition boots the medium and is paged out, or a hidden virtual machine is kept as it runs.",
            [
                VioPalette.Mandatory("name", "-name", "name of the image"), VioPalette.Optional("medium", "-medium", "LU with the medium"),
                VioPalette.Flag("snapshot", "-snapshot", "copy metadata alone; metadata and data without it"), .. MachineArguments,
            ]),
        VioPalette.Define("list", "Images in the repository.", VioPalette.WithTable),
        VioPalette.Define("show", "An image, and who runs on it or may go back to it.", VioPalette.Mandatory("name", "-name", "image")),
        VioPalette.Define("clone", "Copies an image, metadata and data.", VioPalette.Mandatory("source", "-image", "image"),
            VioPalette.Mandatory("name", "-name", "name of the copy")),
        VioPalette.Define("snapshot", "Copies an image, metadata alone.", VioPalette.Mandatory("source", "-image", "image"),
            VioPalette.Mandatory("name", "-name", "name of the copy")),
        VioPalette.DefineOnCec("delete", "Deletes an image that nobody uses.", VioPalette.Mandatory("name", "-name", "image")),
        VioPalette.Define("boot", "A partition begins to run applications on an image.", VioPalette.Mandatory("id", "-id", "partition id"),
            VioPalette.Mandatory("image", "-image", "image"),
            VioPalette.Mandatory("applications", "-apps", "name:service+service:pages, several with commas between"),
            VioPalette.Optional("changes", "-set", "what differs from the image: NetworkAddress=10.0.0.2,MountPoint=/data"),
            VioPalette.Flag("private", "-private", "a copy of every page of its own")),
        VioPalette.Define("replace", "Partitions go on on another operating system, without a reboot.",
            VioPalette.Mandatory("ids", "-id", "partition ids with commas between"), VioPalette.Mandatory("image", "-image", "image"),
            VioPalette.Flag("full", "-full", "read every page while it is suspended; as it is needed without it"),
            VioPalette.Flag("private", "-private", "a copy of every page of its own"),
            VioPalette.Optional("limit", "-limit", "partitions suspended at one time; 1 without it"),
            VioPalette.Optional("changes", "-set", "changes beside those that each has")),
        VioPalette.Define("rollback", "A partition goes back to the operating system that it had before.",
            VioPalette.Mandatory("id", "-id", "partition id")),
        VioPalette.Define("set", "Changes a setting of one partition; its image stays as it is.",
            VioPalette.Mandatory("id", "-id", "partition id"), VioPalette.Mandatory("change", "-set", "NetworkAddress=10.0.0.2")),
        VioPalette.Define("uses", "Partitions of this CEC that run on an image, and what their applications do.", VioPalette.WithTable),
    ]);

    /// <summary>An image of many pages is written and read whole.</summary>
    private static readonly TimeSpan WorkLimit = TimeSpan.FromMinutes(30);

    private static readonly TableColumn[] ListColumns = [TableColumn.Of("name"), TableColumn.Of("release"), TableColumn.Of("kind"),
        TableColumn.Of("size", true), TableColumn.Of("users", true), TableColumn.Of("made"), TableColumn.Of("origin"),
        TableColumn.Of("udid")];

    private static readonly TableColumn[] UseColumns = [TableColumn.Of("id", true), TableColumn.Of("image"), TableColumn.Of("former"),
        TableColumn.Of("pages"), TableColumn.Of("state"), TableColumn.Of("calls", true), TableColumn.Of("waits", true),
        TableColumn.Of("traps", true), TableColumn.Of("contradictions", true), TableColumn.Of("detail")];

    public ImagePaletteActor(PbmContext context)
        : base(Palette, context)
    {
        Run("medium", WriteMediumAsync);
        Run("create", async command =>
        {
            if (Has(command, "-qemu"))
                return await CreateOfMachineAsync(command).ConfigureAwait(false);
            var medium = await LuAsync(Required(command, "medium", "-medium")).ConfigureAwait(false);
            return await MadeAsync(new CreateImage(
                Required(command, "name", "-name"), medium.Lu, System.Pool,
                Has(command, "-snapshot") ? ImageKind.Snapshot : ImageKind.Clone)).ConfigureAwait(false);
        });
        RunTable("list", ListColumns, ListAsync);
        Run("show", ShowAsync);
        Run("clone", command => MadeAsync(CopyOf(command, ImageKind.Clone)));
        Run("snapshot", command => MadeAsync(CopyOf(command, ImageKind.Snapshot)));
        Run("delete", DeleteAsync);
        Run("boot", BootAsync);
        Run("replace", ReplaceAsync);
        Run("rollback", async command =>
            Describe(await AskAsync<OsReplaced>(System.Phyp, new RollBackOs(IdOf(command)), WorkLimit)
                .ConfigureAwait(false), "its former one"));
        Run("set", async command =>
        {
            foreach (var change in ChangesOf(command))
                await AskAsync<Ok>(System.Phyp, new ChangeOs(IdOf(command), change), WorkLimit).ConfigureAwait(false);
            return $"Partition {IdOf(command)} is changed; its image is as it was.";
        });
        RunTable("uses", UseColumns, async (_, table) =>
        {
            foreach (var one in (await AskAsync<OsReport>(System.Phyp, new GetOsReport()).ConfigureAwait(false)).Partitions)
            {
                table.Add(
                    (long)one.Client.Value, one.Image, one.Former.Length == 0 ? Cell.None : one.Former, one.Shared ? "shared" : "private",
                    one.Suspended ? "SUSPENDED" : one.Guest is null ? "SILENT" : "RUNNING", one.Guest?.Calls ?? Cell.None,
                    one.Guest?.Waits ?? Cell.None, one.Guest?.Traps ?? Cell.None, one.Guest?.Contradictions ?? Cell.None,
                    one.Guest?.Trap is { Length: > 0 } trap ? trap : Cell.None);
            }
        });
    }

    protected override CommandPlace? Elsewhere(Command command) =>
        command.Name == "delete" || (command.Name == "create" && Has(command, "-qemu")) ? CecElsewhere(command) : null;

    private async Task<string> WriteMediumAsync(Command command)
    {
        var (name, file) = (LuName.Parse(Required(command, "LU", "-lu")), new FileInfo(Required(command, "file", "-file")));
        if (!file.Exists || file.Length > 4 * OsMediumText.LengthMax)
            throw new CommandRefusedException($"There is no file {file.FullName} of at most {4 * OsMediumText.LengthMax} bytes.");
        var text = await File.ReadAllTextAsync(file.FullName).ConfigureAwait(false);
        if (!OsMediumText.TryParse(text, out var medium, out var problem))
            throw new CommandRefusedException($"{file.FullName}: {problem}.");
        var lu = LuUdid.From(System.Ids.Next());
        await AskAsync<LuFound>(
            System.ViosDb, new CreateLu(lu, System.Pool, name, new ByteSize(4L << 20), false, Tier.System, LuKind.Image))
            .ConfigureAwait(false);
        await AskAsync<Ok>(System.Phyp, new WriteOsMedium(lu, text)).ConfigureAwait(false);
        return $"LU {name} has the medium of {medium.Name} {medium.Release}.";
    }

    private async Task<string> MadeAsync(IOsMessage message)
    {
        var image = (await AskAsync<ImageMade>(System.Phyp, message, WorkLimit).ConfigureAwait(false)).Image;
        return $"Image {image.Name}, release {image.Release}, is made of {image.Origin}: {new ByteSize((long)image.Pages << 12)}.";
    }

    private async Task ListAsync(Command command, Table table)
    {
        var found = await AskAsync<ImagesFound>(System.ViosDb, new GetImages()).ConfigureAwait(false);
        foreach (var image in found.Images)
        {
            table.Add(
                image.Name, image.Release, image.Kind.ToString().ToUpperInvariant(), Cell.Size((long)image.Pages << 12),
                (long)found.Uses.Count(use => use.Image == image.Name), image.MadeAtUtc, image.Origin, image.Lu.ToString());
        }
    }

    private async Task<string> ShowAsync(Command command)
    {
        var name = Required(command, "image", "-name");
        var found = await AskAsync<ImagesFound>(System.ViosDb, new GetImages()).ConfigureAwait(false);
        var image = found.Images.FirstOrDefault(one => one.Name == name)
            ?? throw new CommandRefusedException($"There is no image {name}; image list shows those that there are.");
        var lines = new List<string>
        {
            $"image    {image.Name}, release {image.Release}",
            $"size     {new ByteSize((long)image.Pages << 12)}",
            $"made     {image.MadeAtUtc.ToString("u", CultureInfo.InvariantCulture)}, of {image.Origin}",
            $"kind     {image.Kind.ToString().ToLowerInvariant()}",
            $"lu       {image.Lu}",
        };
        foreach (var use in found.Uses.Where(use => use.Image == name || use.Former == name))
        {
            var changes = string.Join(", ", use.Changes.Select(change => $"{change.Kind}={change.Value}"));
            lines.Add($"{(use.Image == name ? "used by " : "former of")} partition {use.Client} of {use.Cec}"
                + $"{(changes.Length > 0 ? $": {changes}" : "")}");
        }

        return string.Join('\n', lines);
    }

    private async Task<string> BootAsync(Command command)
    {
        var image = Required(command, "image", "-image");
        var applications = Required(command, "applications", "-apps").Split(',', StringSplitOptions.TrimEntries).Select(ParseApplication);
        await AskAsync<Ok>(
            System.Phyp, new BootOs(IdOf(command), image, !Has(command, "-private"), ChangesOf(command), applications.ToValueList()),
                WorkLimit)
            .ConfigureAwait(false);
        return $"Partition {IdOf(command)} runs on image {image}.";
    }

    private async Task<string> ReplaceAsync(Command command)
    {
        var image = Required(command, "image", "-image");
        var limit = Value(command, "-limit") ?? "1";
        if (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            throw new CommandRefusedException($"The limit [{limit}] is no number from 1 on.");
        var ids = Required(command, "partition ids", "-id").Split(',', StringSplitOptions.TrimEntries).Select(PartitionId.Parse);
        var replaced = await AskAsync<OsReplaced>(
            System.Phyp,
            new ReplaceOs(ids.ToValueList(), image, !Has(command, "-private"), Has(command, "-full"), number, ChangesOf(command)),
                WorkLimit)
            .ConfigureAwait(false);
        return Describe(replaced, $"image {image}");
    }

    private static string Describe(OsReplaced replaced, string what)
    {
        var lines = replaced.Partitions.Select(one => one.Done
            ? $"Partition {one.Client} runs on {what}; it was suspended for "
                + $"{(one.SuspendedMicroseconds / 1000.0).ToString("0.0", CultureInfo.InvariantCulture)} ms."
            : $"Partition {one.Client} runs on what it had: {one.Detail}");
        var text = string.Join('\n', lines);
        return replaced.Partitions.All(one => one.Done) ? text : throw new CommandRefusedException(text);
    }

    private static OsApplication ParseApplication(string text) =>
        text.Split(':') is [{ Length: > 0 } name, { Length: > 0 } services, var pages]
            && int.TryParse(pages, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? new OsApplication(name, services.Split('+').ToValueList(), count)
                : throw new CommandRefusedException($"[{text}] is no application; it is written like shop:kernel.open+libc.hash:16.");

    private static ValueList<OsChange> ChangesOf(Command command) => (Value(command, "-set") ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text =>
            text.Split('=', 2) is [var kind, var value] && Enum.TryParse<OsChangeKind>(kind, ignoreCase: true, out var known)
                && Enum.IsDefined(known) && known != OsChangeKind.Unspecified
                    ? new OsChange(known, value)
                    : throw new CommandRefusedException($"[{text}] is no change; it is written like NetworkAddress=10.0.0.2, with one of "
                        + $"{string.Join(", ", Enum.GetNames<OsChangeKind>().Skip(1))}.")).ToValueList();

    private static CopyImage CopyOf(Command command, ImageKind kind) =>
        new(Required(command, "name of the copy", "-name"), Required(command, "image", "-image"), kind);

    private async Task<PoolLu> LuAsync(string name) =>
        (await AskAsync<PoolFound>(System.ViosDb, new GetPool(System.Pool)).ConfigureAwait(false)).Lus
            .FirstOrDefault(lu => lu.Name.Value == name || lu.Lu.ToString() == name)
        ?? throw new CommandRefusedException($"Pool {System.Pool} has no LU {name}; lu list shows those that there are.");

    private static bool Has(Command command, string flag) => command.Arguments.Any(argument => argument.Item1 == flag);

    private static PartitionId IdOf(Command command) => PartitionId.Parse(Required(command, "partition id", "-id"));
}
