using Petabridge.Cmd;
using VioActors.Actors.LogicalUnits;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>lu</c>: the logical units of the pool.</summary>
internal sealed class LuPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("lu",
    [
        VioPalette.Define("list", "Logical units of the pool.", VioPalette.WithTable),
        VioPalette.Define(
            "create", "Creates a thin logical unit.", VioPalette.Mandatory("lu", "-lu", "name"),
                VioPalette.Mandatory("size", "-size", "size, e.g. 10G"),
            VioPalette.Optional("thick", "-thick", "yes: take all the space at once"),
            VioPalette.Flag("removable", "-removable", "its clients can take the medium out and in")),
        VioPalette.Define("clone", "Makes a new logical unit of a snapshot at once; it takes space as it is written.",
            VioPalette.Mandatory("snapshot", "-snapshot", "LU and snapshot, as lu1@monday"),
            VioPalette.Mandatory("name", "-name", "name of the new LU")),
        VioPalette.Define("resize", "Makes a logical unit larger while in use.", VioPalette.Mandatory("lu", "-lu", "name"),
            VioPalette.Mandatory("size", "-size", "new size")),
        VioPalette.Define("rename", "Gives a logical unit another name while in use.", VioPalette.Mandatory("lu", "-lu", "name"),
            VioPalette.Mandatory("name", "-name", "new name")),
        VioPalette.Define("remove", "Deletes a logical unit that is not mapped.", VioPalette.Mandatory("lu", "-lu", "name"),
            VioPalette.Flag("force", "-force", "with its mappings and snapshots")),
        VioPalette.Define("usage", "Who maps, serves and uses a logical unit.", VioPalette.Mandatory("lu", "-lu", "name"),
            VioPalette.WithTable),
    ]);

    private static readonly TableColumn[] ListColumns =
    [
        TableColumn.Of("name"), TableColumn.Of("size", true), TableColumn.Of("used", true), TableColumn.Of("type"),
            TableColumn.Of("tier"), TableColumn.Of("status"),
        TableColumn.Of("udid"), TableColumn.Of("lost", true), TableColumn.Of("lacking", true),
    ];

    private static readonly TableColumn[] UsageColumns = [TableColumn.Of("kind"), TableColumn.Of("vios"), TableColumn.Of("who"),
        TableColumn.Of("detail")];

    public LuPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTable("list", ListColumns, (_, table) => ListAsync(table));
        Run("create", CreateAsync);
        Run("clone", CloneAsync);
        Run("resize", async command =>
        {
            var lu = await FindAsync(command).ConfigureAwait(false);
            var found = await AskAsync<LuFound>(System.ViosDb, new GrowLu(lu.Lu, SizeOf(command), null)).ConfigureAwait(false);
            return $"LU {found.Identity.Name} has {found.Identity.Size} now.";
        });
        Run("rename", async command =>
        {
            var (lu, name) = (await FindAsync(command).ConfigureAwait(false), LuName.Parse(Required(command, "new name", "-name")));
            await AskAsync<IReply>(System.ViosDb, new RenameLu(lu.Lu, name, null)).ConfigureAwait(false);
            return $"LU {lu.Name} has the name {name} now.";
        });
        Run("remove", async command =>
        {
            var lu = await FindAsync(command).ConfigureAwait(false);
            var forced = command.Arguments.Any(argument => argument.Item1 == "-force");
            await AskAsync<IReply>(System.ViosDb, new DeleteLu(lu.Lu, forced)).ConfigureAwait(false);
            return $"LU {lu.Name} is deleted; its chunks are erased before anybody gets them.";
        });
        RunTable("usage", UsageColumns, UsageAsync);
    }

    private async Task ListAsync(Table table)
    {
        var pool = await AskAsync<PoolFound>(System.ViosDb, new GetPool(System.Pool)).ConfigureAwait(false);
        foreach (var lu in pool.Lus)
        {
            var found = await FindOrNullAsync(lu.Lu).ConfigureAwait(false);
            var losses = pool.Pvs.Any(pv => pv.Status == PvStatus.GivenUp)
                ? await AskAnyAsync(System.ViosDb, new GetLuLosses(lu.Lu)).ConfigureAwait(false) as LuLossesFound
                : null;
            table.Add(
                lu.Name.ToString(), Cell.Size((found?.Identity.Size ?? lu.Size).Bytes),
                found is null ? Cell.None : Cell.Size(found.MappedChunks * found.Identity.ChunkSizeBytes),
                lu.Thick ? "THICK" : "THIN", lu.Tier.ToString(), (found?.Status ?? LuStatus.Creating).ToString().ToUpperInvariant(),
                lu.Lu.ToString(),
                losses is null ? Cell.None : Cell.Size((losses.OwnChunks + losses.SnapshotChunks) * pool.Capacity.ChunkSizeBytes),
                found is { Identity.Thick: true } ? Cell.Size(found.LackingChunks * found.Identity.ChunkSizeBytes) : Cell.None);
        }
    }

    /// <summary>Null while it is being created: the pool knows it first, and the LU answers after that.</summary>
    private async Task<LuFound?> FindOrNullAsync(LuUdid lu)
    {
        try
        {
            return await AskAsync<LuFound>(System.ViosDb, new GetLu(lu)).ConfigureAwait(false);
        }
        catch (CommandRefusedException)
        {
            return null;
        }
    }

    private async Task<string> CreateAsync(Command command)
    {
        var udid = LuUdid.From(System.Ids.Next());
        var name = LuName.Parse(Required(command, "name", "-lu"));
        var thick = Value(command, "-thick") is "yes" or "true" or "on";
        var kind = command.Arguments.Any(argument => argument.Item1 == "-removable") ? LuKind.RemovableDisk : LuKind.Disk;
        var found = await AskAsync<LuFound>(
            System.ViosDb, new CreateLu(udid, System.Pool, name, SizeOf(command), thick, Tier.System, kind)).ConfigureAwait(false);
        return $"LU {found.Identity.Name} created with udid {found.Identity.Lu}.";
    }

    private async Task<string> CloneAsync(Command command)
    {
        var text = Required(command, "LU and snapshot", "-snapshot");
        var name = LuName.Parse(Required(command, "name of the new LU", "-name"));
        if (text.Split('@') is not [{ Length: > 0 } source, { Length: > 0 } snapshot])
            throw new CommandRefusedException($"[{text}] after -snapshot is not LU@snapshot; snapshot list shows those that there are.");
        return await LuClone.MakeAsync(
            System.ViosDb, LuUdid.From(System.Ids.Next()), (await FindAsync(source).ConfigureAwait(false)).Lu, LuName.Parse(snapshot), name)
            .ConfigureAwait(false) switch
        {
            Rejected refused => throw new CommandRefusedException(refused.Reason),
            LuFound found => $"LU {found.Identity.Name} created with udid {found.Identity.Lu}, with the bytes of {text}.",
            var other => throw new CommandRefusedException($"Unexpected answer {other.GetType().Name}."),
        };
    }

    private async Task UsageAsync(Command command, Table table)
    {
        var lu = await FindAsync(command).ConfigureAwait(false);
        var use = await AskAsync<LuUseFound>(System.ViosDb, new GetLuUse(lu.Lu)).ConfigureAwait(false);
        foreach (var binding in use.Bindings)
            table.Add("MAPPED", binding.Vios.ToString(), binding.Client.ToString(), binding.Adapter.ToString());
        foreach (var holder in use.Holders)
            table.Add("GRANT", holder.Vios.ToString(), Cell.None, $"epoch {holder.Epoch}");
        foreach (var open in use.Uses)
            table.Add("OPEN", open.Vios.ToString(), $"client {open.Client}", open.Exclusive ? "exclusive" : "shared");
    }

    private async Task<PoolLu> FindAsync(Command command)
    {
        return await FindAsync(Required(command, "name", "-lu")).ConfigureAwait(false);
    }

    private async Task<PoolLu> FindAsync(string name)
    {
        var pool = await AskAsync<PoolFound>(System.ViosDb, new GetPool(System.Pool)).ConfigureAwait(false);
        return pool.Lus.FirstOrDefault(lu => lu.Name.Value == name || lu.Lu.ToString() == name)
            ?? throw new CommandRefusedException($"Pool {System.Pool} has no LU {name}; lu list shows those that there are.");
    }

    private static Domain.Values.ByteSize SizeOf(Command command) => Domain.Values.ByteSize.Parse(Required(command, "size", "-size"));
}
