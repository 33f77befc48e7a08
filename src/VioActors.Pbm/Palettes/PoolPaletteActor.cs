using Petabridge.Cmd;
using VioActors.Domain.Pool;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>pool</c>: the shared storage pool and its physical volumes.</summary>
internal sealed partial class PoolPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("pool",
    [
        VioPalette.Define("list", "The pool with its capacity.", VioPalette.WithTable),
        VioPalette.Define("pv", "Physical volumes of the pool.", VioPalette.WithTable),
        VioPalette.Define("groups", "Disk groups: their volumes, and who may use them.", VioPalette.WithTable),
        VioPalette.Define("access", "Sets who may use the volumes of a disk group; everybody when nobody is named.",
            VioPalette.Mandatory("group", "-group", "name of the disk group"),
            VioPalette.Optional("cec", "-cec", "machines, separated by commas: every VIOS there"),
            VioPalette.Optional("vios", "-vios", "VIOSes, separated by commas, wherever they run")),
        VioPalette.Define("check", "Proves that every chunk is free or of one owner, while in use.",
            VioPalette.Flag("repair", "-repair", "give back what a crash left reserved"), VioPalette.WithTable),
        VioPalette.Define("set", "Sets when the pool warns and what it keeps back, in percent; what is left out stays.",
            VioPalette.Optional("warning", "-warning", "used space of the first alert"),
            VioPalette.Optional("critical", "-critical", "used space of the second alert"),
            VioPalette.Optional("overcommit", "-overcommit", "most that is promised to LUs, of the pool's size; 0 for no limit"),
            VioPalette.Optional("overcommitwarning", "-overcommitwarning", "promises from which on there is an alert; 0 for none"),
            VioPalette.Optional("reserve", "-reserve", "space that clients do not get, only moves and rewrites of what is there, 0 to 50")),
        VioPalette.Define("add", "Makes a volume and adds it while in use: a new file, a block device, or an NBD server.",
            VioPalette.Mandatory("pv", "-pv", "name of the new volume"),
            VioPalette.Mandatory("path", "-path", "file, device, or nbd:// URL; the same on every VIOS"),
            VioPalette.Optional("size", "-size", "size of a file, e.g. 10G; a device is used whole"),
            VioPalette.Optional("tier", "-tier", "tier, SYSTEM if it is left out"),
            VioPalette.Optional("group", "-group", "disk group")),
        VioPalette.Define("replace", "Puts a new volume in a volume's place while in use: adds it, moves the data, takes the old one out.",
            VioPalette.Mandatory("pv", "-pv", "name of the volume that goes"),
            VioPalette.Mandatory("with", "-with", "name of the new volume"),
            VioPalette.Mandatory("path", "-path", "file, device, or nbd:// URL; the same on every VIOS"),
            VioPalette.Optional("size", "-size", "size of a file; a device is used whole")),
        VioPalette.Define("drain", "Moves everything off a volume while in use, or no more of it.",
            VioPalette.Mandatory("pv", "-pv", "name of the volume"),
            VioPalette.Flag("cancel", "-cancel", "the volume stays, also one that is being replaced or removed")),
        VioPalette.Define("remove", "Takes a drained volume out, or gives one up that will never come back.",
            VioPalette.Mandatory("pv", "-pv", "name of the volume"),
            VioPalette.Flag("force", "-force", "it is gone: what is on it is lost"),
            VioPalette.Flag("evenifreached", "-evenifreached", "with -force: also while a VIOS reaches it"),
            VioPalette.Flag("dryrun", "-dryrun", "only tells which LUs would lose data")),
    ]);

    private static readonly TableColumn[] ListColumns =
    [
        TableColumn.Of("pool"), TableColumn.Of("size", true), TableColumn.Of("free", true), TableColumn.Of("granted", true),
            TableColumn.Of("freeing", true), TableColumn.Of("reserve", true),
        TableColumn.Of("provisioned", true), TableColumn.Of("lus", true), TableColumn.Of("alert"),
    ];

    private static readonly TableColumn[] PvColumns =
        [TableColumn.Of("name"), TableColumn.Of("size", true), TableColumn.Of("used", true),
            TableColumn.Of("status"), TableColumn.Of("unreached", true), TableColumn.Of("tier"),
            TableColumn.Of("pvid"), TableColumn.Of("path")];

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
                    Size(capacity.FreeingChunks), Size(PoolSpace.CountReserve(pool.Pvs, pool.Limits)),
                Size(capacity.ProvisionedChunks), (long)pool.Lus.Count, capacity.Alert.ToString().ToUpperInvariant());
        });
        RunTable("groups", GroupColumns, (_, table) => ListGroupsAsync(table));
        Run("access", SetAccessAsync);
        RunTable("check", CheckColumns, CheckAsync);
        Run("set", SetAsync);
        Run("add", AddAsync);
        RunSteps("replace", ReplaceAsync);
        RunSteps("drain", (command, tell) => Value(command, "-cancel") is null
            ? DrainAsync(NameOf(command, "-pv"), tell)
            : CancelDrainAsync(NameOf(command, "-pv")));
        Run("remove", RemoveAsync);
        RunTable("pv", PvColumns, async (_, table) =>
        {
            var pool = await FindAsync().ConfigureAwait(false);
            foreach (var pv in pool.Pvs)
            {
                table.Add(
                    pv.Definition.Name.ToString(), Cell.Size(pv.Definition.ChunkCount * pool.Capacity.ChunkSizeBytes),
                    Cell.Size(pool.Volumes.First(volume => volume.Index == pv.Index).UsedChunks * pool.Capacity.ChunkSizeBytes),
                    pv.Status.ToString().ToUpperInvariant(), (long)pool.Views.Count(view => view.Lost.Contains(pv.Index)),
                    pv.Definition.Tier.ToString(), pv.Definition.Id.ToString(), pv.Definition.Path);
            }
        });
    }

    private Task<PoolFound> FindAsync() => AskAsync<PoolFound>(System.ViosDb, new GetPool(System.Pool));
}
