using System.Globalization;
using Petabridge.Cmd;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Memory;
using VioActors.Domain.Phyp;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Pbm.Rendering;
using ByteSize = VioActors.Domain.Values.ByteSize;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>memory</c>: the shared memory pool of the CEC and its paging devices (OSI-1).</summary>
internal sealed class MemoryPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("memory",
    [
        VioPalette.Define("define", "Makes the shared memory pool, or changes its paging VIOSes.",
            VioPalette.Mandatory("size", "-size", "size of the pool, e.g. 4G; a change counts from the next start of the hypervisor on"),
            VioPalette.Mandatory("primary", "-primary", "name of the paging VIOS that is used while it serves"),
            VioPalette.Optional("secondary", "-secondary", "name of the one that takes over")),
        VioPalette.Define("pool", "The shared memory pool: its size, over-commitment, who pages.", VioPalette.WithTable),
        VioPalette.Define("list", "What each partition has of the pool, in pages of 4 KiB.", VioPalette.WithTable),
        VioPalette.Define("paging", "Paging devices and whose they are.", VioPalette.WithTable),
        VioPalette.Define("images", "Operating-system images in the pool, each there once.", VioPalette.WithTable),
        VioPalette.Define("share", "Gives a partition memory of the pool.", VioPalette.Mandatory("id", "-id", "partition id"),
            VioPalette.Mandatory("memory", "-mem", "memory that it believes to have, its operating system not counted, e.g. 256M"),
            VioPalette.Optional("weight", "-weight", "its part when the pool is short, 0 to 255; 128 without it"),
            VioPalette.Optional("entitled", "-io", "memory that is never taken from it; 1M without it, or all of it if that is less")),
        VioPalette.Define("unshare", "Takes a partition out of the pool; what it had there is gone.",
            VioPalette.Mandatory("id", "-id", "partition id")),
        VioPalette.Define("add", "Gives the hypervisor an LU to page to.", VioPalette.Mandatory("lu", "-lu", "name; nobody has it mapped")),
        VioPalette.Define("remove", "Takes an unused paging device away.", VioPalette.Mandatory("lu", "-lu", "name")),
    ]);

    private static readonly TableColumn[] PoolColumns = [TableColumn.Of("size", true), TableColumn.Of("free", true),
        TableColumn.Of("logical", true), TableColumn.Of("overcommit", true), TableColumn.Of("page_tables", true),
        TableColumn.Of("paging_vios"), TableColumn.Of("primary"), TableColumn.Of("secondary"), TableColumn.Of("takeovers", true),
        TableColumn.Of("waiting", true)];

    private static readonly TableColumn[] ListColumns = [TableColumn.Of("id", true), TableColumn.Of("logical", true),
        TableColumn.Of("weight", true), TableColumn.Of("io_entitled", true), TableColumn.Of("resident", true),
        TableColumn.Of("paged_out", true), TableColumn.Of("image"), TableColumn.Of("changed", true), TableColumn.Of("faults", true),
        TableColumn.Of("page_ins", true), TableColumn.Of("page_outs", true)];

    private static readonly TableColumn[] PagingColumns = [TableColumn.Of("lu"), TableColumn.Of("size", true), TableColumn.Of("id", true),
        TableColumn.Of("used", true), TableColumn.Of("udid")];

    private static readonly TableColumn[] ImageColumns = [TableColumn.Of("image"), TableColumn.Of("pages", true),
        TableColumn.Of("resident", true), TableColumn.Of("users", true)];

    public MemoryPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        Run("define", DefineAsync);
        RunTable("pool", PoolColumns, (_, table) => ShowPoolAsync(table));
        RunTable("list", ListColumns, async (_, table) =>
        {
            foreach (var one in (await ReportAsync().ConfigureAwait(false)).Partitions)
            {
                table.Add(
                    (long)one.Client.Value, (long)one.Logical, (long)one.Weight, (long)one.IoEntitled, (long)one.Resident,
                        (long)one.PagedOut,
                    one.Image.Length == 0 ? Cell.None : one.Image, (long)one.Changed, one.Faults, one.PageIns, one.PageOuts);
            }
        });
        RunTable("paging", PagingColumns, (_, table) => ShowPagingAsync(table));
        RunTable("images", ImageColumns, async (_, table) =>
        {
            foreach (var image in (await ReportAsync().ConfigureAwait(false)).Images)
                table.Add(image.Image, (long)image.Pages, (long)image.Resident, (long)image.Users);
        });
        Run("share", ShareAsync);
        Run("unshare", async command =>
            await TellAsync(new UnshareMemory(IdOf(command)), $"Partition {IdOf(command)} is out of the pool.").ConfigureAwait(false));
        Run("add", async command =>
        {
            var lu = await LuAsync(command).ConfigureAwait(false);
            var found = await AskAsync<LuFound>(System.ViosDb, new GetLu(lu.Lu)).ConfigureAwait(false);
            return await TellAsync(new AddPagingDevice(lu.Lu, found.Identity.Size),
                $"LU {lu.Name} is a paging device.").ConfigureAwait(false);
        });
        Run("remove", async command =>
        {
            var lu = await LuAsync(command).ConfigureAwait(false);
            return await TellAsync(new RemovePagingDevice(lu.Lu), $"LU {lu.Name} is no paging device any more.").ConfigureAwait(false);
        });
    }

    private async Task<string> DefineAsync(Command command)
    {
        var partitions = (await AskAsync<PartitionsReply>(System.Phyp, new GetPartitions()).ConfigureAwait(false)).Partitions;
        PartitionId Vios(string name) => partitions.FirstOrDefault(one => one.Name == name && one.Kind == PartitionKind.Vios)?.Id
            ?? throw new CommandRefusedException($"This CEC has no VIOS {name}; lpar list shows those that there are.");
        var definition = new MemoryPoolDefinition(
            ByteSize.Parse(Required(command, "size", "-size")), Vios(Required(command, "paging VIOS", "-primary")),
            Value(command, "-secondary") is { } second ? Vios(second) : null);
        return await TellAsync(new DefineMemoryPool(definition), $"The shared memory pool has {definition.Size}.").ConfigureAwait(false);
    }

    private async Task ShowPoolAsync(Table table)
    {
        var found = await AskAsync<MemoryPoolFound>(System.Phyp, new GetMemoryPool()).ConfigureAwait(false);
        if (found.Definition is not { } definition)
            return;
        var report = await ReportAsync().ConfigureAwait(false);
        long logical = report.Partitions.Sum(partition => (long)partition.Logical);
        table.Add(
            Cell.Size((long)report.FrameCount << MemoryPage.Shift), Cell.Size((long)report.FreeFrames << MemoryPage.Shift),
            Cell.Size(logical << MemoryPage.Shift),
            ((double)logical / Math.Max(1, report.FrameCount)).ToString("0.00", CultureInfo.InvariantCulture), Cell.Size(report.TableBytes),
            report.PagingVios?.ToString() ?? Cell.None, definition.Primary.ToString(), definition.Secondary?.ToString() ?? Cell.None,
            report.TakeOvers, (long)report.Waiting);
    }

    private async Task ShowPagingAsync(Table table)
    {
        var found = await AskAsync<MemoryPoolFound>(System.Phyp, new GetMemoryPool()).ConfigureAwait(false);
        var figures = (await ReportAsync().ConfigureAwait(false)).Partitions.ToDictionary(partition => partition.Client);
        var pool = await AskAsync<PoolFound>(System.ViosDb, new GetPool(System.Pool)).ConfigureAwait(false);
        foreach (var device in found.Devices)
        {
            var used = device.Client is { } client && figures.TryGetValue(client, out var one)
                ? (long)one.SlotsUsed << MemoryPage.Shift : 0;
            table.Add(
                pool.Lus.FirstOrDefault(lu => lu.Lu == device.Lu)?.Name.Value ?? Cell.None, Cell.Size(device.Size.Bytes),
                device.Client is { } owner ? owner.Value : Cell.None, Cell.Size(used), device.Lu.ToString());
        }
    }

    private async Task<string> ShareAsync(Command command)
    {
        var memory = ByteSize.Parse(Required(command, "memory", "-mem"));
        var entitled = Value(command, "-io") is { } io ? ByteSize.Parse(io) : new ByteSize(Math.Min(1L << 20, memory.Bytes));
        var weight = Value(command, "-weight") ?? "128";
        if (!int.TryParse(weight, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new CommandRefusedException($"The weight [{weight}] is no number.");
        var share = new MemoryShare(IdOf(command), memory, number, entitled);
        return await TellAsync(new ShareMemory(share), $"Partition {share.Client} has {memory} of the shared memory pool.")
            .ConfigureAwait(false);
    }

    private async Task<string> TellAsync(ISharedPoolMessage message, string done) =>
        await AskAsync<IReply>(System.Phyp, message).ConfigureAwait(false) is NoOp nothing ? nothing.Reason : done;

    private Task<MemoryPoolReport> ReportAsync() => AskAsync<MemoryPoolReport>(System.Phyp, new GetMemoryPoolReport());

    private async Task<PoolLu> LuAsync(Command command)
    {
        var name = Required(command, "LU", "-lu");
        var pool = await AskAsync<PoolFound>(System.ViosDb, new GetPool(System.Pool)).ConfigureAwait(false);
        return pool.Lus.FirstOrDefault(lu => lu.Name.Value == name || lu.Lu.ToString() == name)
            ?? throw new CommandRefusedException($"Pool {System.Pool} has no LU {name}; lu list shows those that there are.");
    }

    private static PartitionId IdOf(Command command) => PartitionId.Parse(Required(command, "partition id", "-id"));
}
