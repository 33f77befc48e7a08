using Petabridge.Cmd;
using VioActors.Actors.LogicalUnits;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>snapshot</c>: logical units as they were (STO-3).</summary>
internal sealed class SnapshotPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("snapshot",
    [
        VioPalette.Define("create", "Takes a snapshot while in use; of several LUs at one instant.",
            VioPalette.Mandatory("lu", "-lu", "name, or several with commas between"),
            VioPalette.Mandatory("name", "-name", "name of the snapshot")),
        VioPalette.Define("list", "Snapshots, oldest first, with the space that comes free with each.",
            VioPalette.Optional("lu", "-lu", "only those of this LU"), VioPalette.WithTable),
        VioPalette.Define("remove", "Deletes a snapshot; its space goes back to the pool.", VioPalette.Mandatory("lu", "-lu", "name"),
            VioPalette.Mandatory("name", "-name", "name of the snapshot")),
        VioPalette.Define("rollback", "Makes an LU what it was; the snapshot stays.", VioPalette.Mandatory("lu", "-lu", "name"),
            VioPalette.Mandatory("name", "-name", "name of the snapshot"),
            VioPalette.Flag("force", "-force", "also while it is mapped; its clients must not have it open")),
    ]);

    private static readonly TableColumn[] Columns =
        [TableColumn.Of("lu"), TableColumn.Of("name"), TableColumn.Of("taken"), TableColumn.Of("size", true),
            TableColumn.Of("mapped", true), TableColumn.Of("used", true)];

    public SnapshotPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        Run("create", CreateAsync);
        RunTable("list", Columns, ListAsync);
        Run("remove", async command =>
        {
            var (lu, name) = (await FindAsync(Required(command, "LU", "-lu")).ConfigureAwait(false), NameOf(command));
            return await AskAsync<IReply>(System.ViosDb, new DeleteSnapshot(lu.Lu, name)).ConfigureAwait(false) is NoOp nothing
                ? throw new CommandRefusedException(nothing.Reason)
                : $"Snapshot {name} of LU {lu.Name} is deleted; chunks that nothing else has are erased before anybody gets them.";
        });
        Run("rollback", async command =>
        {
            var (lu, name) = (await FindAsync(Required(command, "LU", "-lu")).ConfigureAwait(false), NameOf(command));
            var forced = command.Arguments.Any(argument => argument.Item1 == "-force");
            await AskAsync<Ok>(System.ViosDb, new RollBack(lu.Lu, name, forced)).ConfigureAwait(false);
            return $"LU {lu.Name} is again what it was at snapshot {name}.";
        });
    }

    private async Task<string> CreateAsync(Command command)
    {
        var name = NameOf(command);
        var lus = new List<PoolLu>();
        foreach (var text in Required(command, "LU", "-lu").Split(',', StringSplitOptions.TrimEntries))
        {
            var lu = await FindAsync(text).ConfigureAwait(false);
            if (!lus.Contains(lu))
                lus.Add(lu);
        }

        return await GroupSnapshot.TakeAsync(System.ViosDb, [.. lus.Select(lu => lu.Lu)], name).ConfigureAwait(false) is { } refused
            ? throw new CommandRefusedException(refused.Reason)
            : $"Snapshot {name} of {string.Join(", ", lus.Select(lu => lu.Name))} is taken.";
    }

    private async Task ListAsync(Command command, Table table)
    {
        IEnumerable<PoolLu> lus = Value(command, "-lu") is { } only
            ? [await FindAsync(only).ConfigureAwait(false)]
            : (await PoolAsync().ConfigureAwait(false)).Lus;
        foreach (var lu in lus)
        {
            if (await AskAnyAsync(System.ViosDb, new GetLu(lu.Lu)).ConfigureAwait(false) is not LuFound found)
                continue;
            var chunk = found.Identity.ChunkSizeBytes;
            foreach (var taken in (await AskAsync<SnapshotsFound>(System.ViosDb, new GetSnapshots(lu.Lu)).ConfigureAwait(false)).Snapshots)
            {
                table.Add(lu.Name.ToString(), taken.Name.ToString(), taken.TakenAtUtc, Cell.Size(taken.Size.Bytes),
                    Cell.Size(taken.MappedChunks * chunk), Cell.Size(taken.UsedChunks * chunk));
            }
        }
    }

    private async Task<PoolLu> FindAsync(string name) =>
        (await PoolAsync().ConfigureAwait(false)).Lus.FirstOrDefault(lu => lu.Name.Value == name || lu.Lu.ToString() == name)
        ?? throw new CommandRefusedException($"Pool {System.Pool} has no LU {name}; lu list shows those that there are.");

    private Task<PoolFound> PoolAsync() => AskAsync<PoolFound>(System.ViosDb, new GetPool(System.Pool));

    private static LuName NameOf(Command command) => LuName.Parse(Required(command, "name of the snapshot", "-name"));
}
