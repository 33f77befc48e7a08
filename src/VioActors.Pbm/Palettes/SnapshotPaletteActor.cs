using Petabridge.Cmd;
using VioActors.Domain.Clients;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>snapshot</c>: states of logical units that are kept (STO-3).</summary>
internal sealed class SnapshotPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("snapshot",
    [
        VioPalette.Define("list", "Snapshots of a logical unit, or of all; used: what deleting one would give back.",
            VioPalette.Optional("lu", "-lu", "name"), VioPalette.WithTable),
        VioPalette.Define("create", "Takes a snapshot of a logical unit while it is in use.", VioPalette.Mandatory("lu", "-lu", "name"),
            VioPalette.Mandatory("name", "-name", "name of the snapshot")),
        VioPalette.Define("rollback", "Makes a logical unit again what it was. What was written since is lost; the snapshot stays.",
            VioPalette.Mandatory("lu", "-lu", "name"), VioPalette.Mandatory("name", "-name", "name of the snapshot"),
            VioPalette.Optional("force", "-force", "yes: although a client has it open")),
        VioPalette.Define("remove", "Deletes a snapshot.", VioPalette.Mandatory("lu", "-lu", "name"),
            VioPalette.Mandatory("name", "-name", "name of the snapshot")),
    ]);

    private static readonly TableColumn[] Columns =
        [TableColumn.Of("lu"), TableColumn.Of("name"), TableColumn.Of("taken"), TableColumn.Of("size", true),
            TableColumn.Of("mapped", true), TableColumn.Of("used", true)];

    public SnapshotPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTable("list", Columns, ListAsync);
        Run("create", async command =>
        {
            var (lu, name) = await FindAsync(command).ConfigureAwait(false);
            await AskAsync<IReply>(System.ViosDb, new TakeSnapshot(lu.Lu, name)).ConfigureAwait(false);
            return $"Snapshot {name} of LU {lu.Name} is taken.";
        });
        Run("rollback", async command =>
        {
            var (lu, name) = await FindAsync(command).ConfigureAwait(false);
            var forced = Value(command, "-force") is "" or "yes" or "true" or "on";
            if (!forced && await FindUserAsync(lu).ConfigureAwait(false) is { } user)
            {
                throw new CommandRefusedException(
                    $"Client {user} is logged in to LU {lu.Name}: its file system would not know. Stop it first, or use -force.");
            }

            await AskAsync<IReply>(System.ViosDb, new RollBack(lu.Lu, name, forced)).ConfigureAwait(false);
            return $"LU {lu.Name} is what it was when snapshot {name} was taken.";
        });
        Run("remove", async command =>
        {
            var (lu, name) = await FindAsync(command).ConfigureAwait(false);
            await AskAsync<IReply>(System.ViosDb, new DeleteSnapshot(lu.Lu, name)).ConfigureAwait(false);
            return $"Snapshot {name} of LU {lu.Name} is deleted; what only it had goes back to the pool.";
        });
    }

    private async Task ListAsync(Command command, Table table)
    {
        var pool = await AskAsync<PoolFound>(System.ViosDb, new GetPool(System.Pool)).ConfigureAwait(false);
        var only = Value(command, "-lu");
        var chunk = pool.Capacity.ChunkSizeBytes;
        foreach (var lu in only is null ? pool.Lus : [LuNamed(pool, only)])
        {
            var found = await AskAsync<SnapshotsFound>(System.ViosDb, new GetSnapshots(lu.Lu)).ConfigureAwait(false);
            foreach (var taken in found.Snapshots)
            {
                table.Add(
                    lu.Name.ToString(), taken.Name.ToString(), taken.TakenAtUtc, Cell.Size(taken.Size.Bytes),
                    Cell.Size(taken.MappedChunks * chunk), Cell.Size(taken.UsedChunks * chunk));
            }
        }
    }

    /// <summary>A client that is logged in at an adapter which the unit is mapped to; null when there is none.</summary>
    private async Task<ClientKey?> FindUserAsync(PoolLu lu)
    {
        var use = await AskAsync<LuUseFound>(System.ViosDb, new GetLuUse(lu.Lu)).ConfigureAwait(false);
        foreach (var binding in use.Bindings)
        {
            if (await AskAsync<IReply>(System.ViosDb, new GetClient(binding.Client)).ConfigureAwait(false) is ClientFound found
                && found.Client.Adapters.Any(adapter =>
                    adapter.LoggedIn && adapter.Nexus.Vios == binding.Vios && adapter.Nexus.ServerAdapter == binding.Adapter))
            {
                return binding.Client;
            }
        }

        return null;
    }

    private async Task<(PoolLu Lu, LuName Name)> FindAsync(Command command)
    {
        var name = LuName.Parse(Required(command, "name of the snapshot", "-name"));
        var pool = await AskAsync<PoolFound>(System.ViosDb, new GetPool(System.Pool)).ConfigureAwait(false);
        return (LuNamed(pool, Required(command, "LU", "-lu")), name);
    }

    private static PoolLu LuNamed(PoolFound pool, string name) =>
        pool.Lus.FirstOrDefault(lu => lu.Name.Value == name || lu.Lu.ToString() == name)
            ?? throw new CommandRefusedException($"Pool {pool.Pool} has no LU {name}; lu list shows those that there are.");
}
