using Akka.Actor;
using Petabridge.Cmd;
using VioActors.Actors.Vios.LogicalUnits;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>optical</c>: the media in the pool, and the drives that they are loaded into.</summary>
internal sealed class OpticalPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("optical",
    [
        VioPalette.Define("list", "Optical drives with what is loaded.", VioPalette.WithTable),
        VioPalette.Define("media", "Optical media in the pool.", VioPalette.WithTable),
        VioPalette.Define("import", "Makes a medium of an ISO file of a VIOS's host.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS"),
            VioPalette.Mandatory("file", "-file", "absolute path on the host of the VIOS"),
            VioPalette.Mandatory("name", "-name", "name of the medium")),
        VioPalette.Define("remove", "Deletes a medium that is loaded nowhere.",
            VioPalette.Mandatory("name", "-name", "name of the medium")),
        VioPalette.Define("create", "Makes an empty drive; map it as an LU.", VioPalette.Mandatory("drive", "-drive", "name of the drive")),
        VioPalette.Define("load", "Loads a medium in place of the one that is in the drive.",
            VioPalette.Mandatory("drive", "-drive", "name of the drive"), VioPalette.Mandatory("medium", "-medium", "name of the medium"),
            VioPalette.Flag("force", "-force", "also when the client keeps the former one in")),
        VioPalette.Define("unload", "Takes the medium out of a drive.", VioPalette.Mandatory("drive", "-drive", "name of the drive"),
            VioPalette.Flag("force", "-force", "also when the client keeps it in")),
    ]);

    /// <summary>Blocks of optical media (ECMA-119 clause 6.1.2).</summary>
    private const int SectorBytes = 2048;

    /// <summary>A drive has no bytes: a unit of the pool has at least one chunk's worth of places, which it never takes.</summary>
    private const long DriveBytes = 1 << 20;

    private static readonly TimeSpan ImportLimit = TimeSpan.FromMinutes(30);

    private static readonly TableColumn[] DriveColumns =
        [TableColumn.Of("drive"), TableColumn.Of("medium"), TableColumn.Of("state"), TableColumn.Of("udid")];

    private static readonly TableColumn[] MediaColumns =
        [TableColumn.Of("medium"), TableColumn.Of("size", true), TableColumn.Of("drives"), TableColumn.Of("udid")];

    public OpticalPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTable("list", DriveColumns, (_, table) => ListAsync(table));
        RunTable("media", MediaColumns, (_, table) => ListMediaAsync(table));
        Run("import", ImportAsync);
        Run("remove", RemoveAsync);
        Run("create", async command =>
        {
            var name = LuName.Parse(Required(command, "name", "-drive"));
            var drive = await CreateAsync(name, DriveBytes, LuKind.OpticalDrive).ConfigureAwait(false);
            return $"Drive {name} created with udid {drive.Identity.Lu}.";
        });
        Run("load", async command =>
        {
            var medium = await FindAsync(Required(command, "medium", "-medium"), LuKind.OpticalMedium).ConfigureAwait(false);
            var drive = await ChangeAsync(command, medium.Lu).ConfigureAwait(false);
            return $"Medium {medium.Name} is in drive {drive.Name}.";
        });
        Run("unload", async command => $"Drive {(await ChangeAsync(command, null).ConfigureAwait(false)).Name} is empty.");
    }

    private async Task<LuIdentity> ChangeAsync(Command command, LuUdid? medium)
    {
        var drive = await FindAsync(Required(command, "drive", "-drive"), LuKind.OpticalDrive).ConfigureAwait(false);
        var forced = command.Arguments.Any(argument => argument.Item1 == "-force");
        await AskAsync<IReply>(System.ViosDb, new LoadMedium(drive.Lu, medium, forced)).ConfigureAwait(false);
        return drive;
    }

    /// <summary>Until its bytes are all there it has another name and cannot be found.</summary>
    private async Task<string> ImportAsync(Command command)
    {
        var vios = ViosNamed(Required(command, "VIOS", "-n"));
        var (path, name) = (Required(command, "file", "-file"), LuName.Parse(Required(command, "name", "-name")));
        var size = File.Exists(path) ? new FileInfo(path).Length : throw new CommandRefusedException($"There is no file {path}.");
        if (size == 0 || size % SectorBytes != 0)
            throw new CommandRefusedException($"{path} is no ISO file: it has {size} bytes, and those of {SectorBytes} bytes a sector.");
        if ((await UnitsAsync().ConfigureAwait(false)).Any(unit => unit.Name == name))
            throw new CommandRefusedException($"Pool {System.Pool} has an LU {name} already; choose another name.");
        var unfinished = await CreateAsync(
            LuName.Parse($"import-{System.Ids.Next():N}"), size, LuKind.OpticalMedium).ConfigureAwait(false);
        try
        {
            await AskAsync<Ok>(vios, new ImportMedium(unfinished.Identity.Lu, path), ImportLimit).ConfigureAwait(false);
            await AskAsync<IReply>(System.ViosDb, new RenameLu(unfinished.Identity.Lu, name, null)).ConfigureAwait(false);
        }
        catch (CommandRefusedException)
        {
            await AskAnyAsync(System.ViosDb, new DeleteLu(unfinished.Identity.Lu, true)).ConfigureAwait(false);
            throw;
        }

        return $"Medium {name} has the {size} bytes of {path}.";
    }

    private async Task<string> RemoveAsync(Command command)
    {
        var medium = await FindAsync(Required(command, "name", "-name"), LuKind.OpticalMedium).ConfigureAwait(false);
        var drives = (await DrivesAsync().ConfigureAwait(false)).Where(drive => drive.Condition.Medium == medium.Lu).ToList();
        if (drives.Count > 0)
        {
            var names = string.Join(", ", drives.Select(drive => drive.Drive.Name));
            throw new CommandRefusedException($"Medium {medium.Name} is in drive {names}; unload it there first.");
        }

        await AskAsync<IReply>(System.ViosDb, new DeleteLu(medium.Lu, false)).ConfigureAwait(false);
        return $"Medium {medium.Name} is deleted.";
    }

    private async Task ListAsync(Table table)
    {
        var media = (await UnitsAsync().ConfigureAwait(false)).ToDictionary(unit => unit.Lu, unit => unit.Name.ToString());
        foreach (var (drive, condition) in await DrivesAsync().ConfigureAwait(false))
        {
            var state = condition.Medium is null ? "EMPTY"
                : condition.Ejected ? "EJECTED"
                : condition.Preventers.Count > 0 ? "LOCKED"
                : "LOADED";
            Cell medium = condition.Medium is { } lu ? media.GetValueOrDefault(lu) ?? "?" : Cell.None;
            table.Add(drive.Name.ToString(), medium, state, drive.Lu.ToString());
        }
    }

    private async Task ListMediaAsync(Table table)
    {
        var drives = await DrivesAsync().ConfigureAwait(false);
        foreach (var medium in (await UnitsAsync().ConfigureAwait(false)).Where(unit => unit.Kind == LuKind.OpticalMedium))
        {
            var holders = drives.Where(drive => drive.Condition.Medium == medium.Lu).Select(drive => drive.Drive.Name.ToString());
            table.Add(medium.Name.ToString(), Cell.Size(medium.Size.Bytes), string.Join(' ', holders), medium.Lu.ToString());
        }
    }

    private async Task<List<(LuIdentity Drive, LuCondition Condition)>> DrivesAsync()
    {
        var drives = new List<(LuIdentity, LuCondition)>();
        foreach (var unit in (await UnitsAsync().ConfigureAwait(false)).Where(unit => unit.Kind == LuKind.OpticalDrive))
            drives.Add((unit, (await AskAsync<ConditionFound>(System.ViosDb, new GetCondition(unit.Lu)).ConfigureAwait(false)).Condition));
        return drives;
    }

    private async Task<List<LuIdentity>> UnitsAsync()
    {
        var units = new List<LuIdentity>();
        foreach (var lu in (await AskAsync<PoolFound>(System.ViosDb, new GetPool(System.Pool)).ConfigureAwait(false)).Lus)
        {
            if (await AskAnyAsync(System.ViosDb, new GetLu(lu.Lu)).ConfigureAwait(false) is LuFound found)
                units.Add(found.Identity);
        }

        return units;
    }

    private async Task<LuIdentity> FindAsync(string name, LuKind kind) =>
        (await UnitsAsync().ConfigureAwait(false)).Find(unit => unit.Kind == kind && unit.Name.Value == name)
        ?? throw new CommandRefusedException(kind == LuKind.OpticalDrive
            ? $"Pool {System.Pool} has no optical drive {name}; optical list shows those that there are."
            : $"Pool {System.Pool} has no optical medium {name}; optical media shows those that there are.");

    private Task<LuFound> CreateAsync(LuName name, long sizeBytes, LuKind kind) => AskAsync<LuFound>(
        System.ViosDb,
        new CreateLu(
            LuUdid.From(System.Ids.Next()), System.Pool, name, new Domain.Values.ByteSize(sizeBytes), false, Tier.System, kind));
}
