using Petabridge.Cmd;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>pool</c>: the shared storage pool and its physical volumes.</summary>
internal sealed class PoolPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("pool",
    [
        VioPalette.Define("list", "The pool with its capacity.", VioPalette.WithTable),
        VioPalette.Define("pv", "Physical volumes of the pool.", VioPalette.WithTable),
        VioPalette.Define("check", "Compares what every logical unit owns with what the pool holds for it, while in use.",
            VioPalette.Optional("repair", "-repair", "yes: give back what no unit knows"), VioPalette.WithTable),
    ]);

    private static readonly TableColumn[] ListColumns =
    [
        TableColumn.Of("pool"), TableColumn.Of("size", true), TableColumn.Of("free", true), TableColumn.Of("granted", true),
            TableColumn.Of("freeing", true),
        TableColumn.Of("provisioned", true), TableColumn.Of("lus", true), TableColumn.Of("alert"),
    ];

    private static readonly TableColumn[] PvColumns =
        [TableColumn.Of("name"), TableColumn.Of("size", true), TableColumn.Of("status"), TableColumn.Of("tier"), TableColumn.Of("pvid"),
            TableColumn.Of("path")];

    private static readonly TableColumn[] CheckColumns =
        [TableColumn.Of("lu"), TableColumn.Of("held", true), TableColumn.Of("known", true), TableColumn.Of("twice", true),
            TableColumn.Of("stray", true), TableColumn.Of("missing", true), TableColumn.Of("verdict")];

    public PoolPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTable("list", ListColumns, async (_, table) =>
        {
            var pool = await FindAsync().ConfigureAwait(false);
            var capacity = pool.Capacity;
            Cell Size(long chunks) => Cell.Size(chunks * capacity.ChunkSizeBytes);
            table.Add(
                pool.Pool.ToString(), Size(capacity.TotalChunks), Size(capacity.FreeChunks), Size(capacity.GrantedChunks),
                    Size(capacity.FreeingChunks),
                Size(capacity.ProvisionedChunks), (long)pool.Lus.Count, capacity.Alert.ToString().ToUpperInvariant());
        });
        RunTable("check", CheckColumns, CheckAsync);
        RunTable("pv", PvColumns, async (_, table) =>
        {
            var pool = await FindAsync().ConfigureAwait(false);
            foreach (var pv in pool.Pvs)
            {
                table.Add(
                    pv.Definition.Name.ToString(), Cell.Size(pv.Definition.ChunkCount * pool.Capacity.ChunkSizeBytes),
                        pv.Status.ToString().ToUpperInvariant(),
                    pv.Definition.Tier.ToString(), pv.Definition.Id.ToString(), pv.Definition.Path);
            }
        });
    }

    private async Task CheckAsync(Command command, Table table)
    {
        var repair = Value(command, "-repair") is "" or "yes" or "true" or "on";
        foreach (var lu in (await FindAsync().ConfigureAwait(false)).Lus)
        {
            var check = await AskAsync<ChunksChecked>(System.ViosDb, new CheckChunks(lu.Lu, repair)).ConfigureAwait(false);
            var stray = check.Stray.Sum(run => run.Count);
            var missing = check.Missing.Sum(run => run.Count);
            table.Add(
                lu.Name.ToString(), check.HeldChunks, check.KnownChunks, check.TwiceChunks, stray, missing,
                missing > 0 || check.TwiceChunks > 0 ? "DAMAGED: do not use it, restore it"
                    : stray == 0 ? "OK" : check.Repaired ? "REPAIRED" : "SPACE LOST: check again with -repair");
        }
    }

    private Task<PoolFound> FindAsync() => AskAsync<PoolFound>(System.ViosDb, new GetPool(System.Pool));
}
