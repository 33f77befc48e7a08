using Akka.Actor;
using VioActors.Actors.LogicalUnits;
using VioActors.Actors.Memory;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images;

/// <summary>
/// Produces an operating-system image (OSI-2): a hidden partition, which only its hypervisor knows, loads the system from its medium in the
/// repository and tries each of its services; its pages are written out as image, and the paging VIOS makes the copy that is kept.
/// Whatever fails, nothing of it stays; what a kill leaves, the next start deletes (<see cref="ImageWorkspace"/>). Made for one image.
/// </summary>
internal sealed class ImageProduction(OsPorts ports, string name, PoolName pool)
{
    private static readonly LuName Moment = LuName.Parse("image");

    private readonly List<LuUdid> _made = [];

    public async Task<ImageEntry> CreateAsync(LuUdid mediumLu, ImageKind kind)
    {
        await RequireFreeAsync().ConfigureAwait(false);
        var medium = await OsMediumStore.ReadAsync(ports, mediumLu).ConfigureAwait(false);
        var loader = OsLoader.Load(medium);
        var hidden = new PartitionId(PartitionId.Max - 1);
        try
        {
            var device = await MakeAsync(Working(ImageWorkspace.Paging), loader.PageCount * 2L, LuKind.Paging).ConfigureAwait(false);
            var opened = await ports.AskAsync<MemoryAttached>(
                ports.Memory, new OpenHiddenMemory(1, device, loader.PageCount * 2),
                    "memory for the hidden partition").ConfigureAwait(false);
            hidden = opened.Memory.Id;
            var segment = await BootAsync(opened.Memory, loader, medium).ConfigureAwait(false);
            var (image, imagePages) = await PageOutAsync(segment, loader, medium).ConfigureAwait(false);
            var kept = await CopyAsync(image, imagePages, kind).ConfigureAwait(false);
            var entry = new ImageEntry(
                name, medium.Release, kept, kind, loader.PageCount, $"medium of {medium.Name}", ports.Time.GetUtcNow());
            await RegisterAsync(entry).ConfigureAwait(false);
            _made.Remove(kept);
            return entry;
        }
        finally
        {
            ports.Memory.Tell(new CloseHiddenMemory(hidden), ActorRefs.NoSender);
            await CleanAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A further image of the same bytes (copy C, OSI-4).</summary>
    public async Task<ImageEntry> CopyAsync(ImageEntry source, ImageKind kind)
    {
        await RequireFreeAsync().ConfigureAwait(false);
        try
        {
            var found = await ports.AskAsync<LuFound>(ports.ViosDb, new GetLu(source.Lu), "the image's LU").ConfigureAwait(false);

            // Nothing is written to it: it says that the copy is not whole.
            await MakeAsync(Working(ImageWorkspace.Made), 1, LuKind.Image).ConfigureAwait(false);
            var kept = await CopyAsync(source.Lu, found.Identity.Size.Bytes >> MemoryPage.Shift, kind).ConfigureAwait(false);
            var entry = source with
            {
                Name = name,
                Lu = kept,
                Kind = kind,
                Origin = $"image {source.Name}",
                MadeAtUtc = ports.Time.GetUtcNow(),
            };
            await RegisterAsync(entry).ConfigureAwait(false);
            _made.Remove(kept);
            return entry;
        }
        finally
        {
            await CleanAsync().ConfigureAwait(false);
        }
    }

    private async Task RequireFreeAsync()
    {
        if ((await ports.ImagesAsync().ConfigureAwait(false)).Images.Any(image => image.Name == name))
            throw new OsStepException($"Cannot make image '{name}': there is one of that name.");
        await ImageWorkspace.RequireFreeAsync(ports, pool, name).ConfigureAwait(false);
    }

    private LuName Working(string what) => ImageWorkspace.NameOf(name, ports.Pool, what);

    private async Task RegisterAsync(ImageEntry entry)
    {
        if (await ports.AskAsync<IReply>(ports.ViosDb, new RegisterImage(entry), "the catalog of images").ConfigureAwait(false)
            is Rejected refused)
            throw new OsStepException(refused.Reason);
    }

    /// <summary>Loads the system, then has each service answer as its medium says.</summary>
    private async Task<MemorySegment> BootAsync(MemoryPartition memory, OsLoader loader, OsMedium medium)
    {
        var segment = memory.Pool.PrepareEmpty(memory, loader.PageCount);
        var bytes = new byte[MemoryPage.SizeBytes];
        for (var page = 0; page < loader.PageCount; page++)
        {
            loader.WritePage(page, bytes);
            await ports.PutAsync(segment, (long)page << MemoryPage.Shift, bytes).ConfigureAwait(false);
        }

        memory.Pool.Switch(memory, segment);
        ulong Setting(OsChangeKind kind) =>
            OsLoader.WordOf(medium.Settings.FirstOrDefault(setting => setting.Kind == kind)?.Value ?? "");
        foreach (var portion in loader.Portions)
        {
            const ulong Argument = 0x5EED;
            CallResult called;
            while ((called = OsProcessor.Call(memory, portion.Address, OsProcessor.HashOf(portion.Name), Argument)).Outcome
                == CallOutcome.Fault)
            {
                var (missing, index) = memory.Locate(called.Page)!.Value;
                await ports.WantAsync(missing, index, 1, forWriting: false).ConfigureAwait(false);
            }

            if (called.Outcome != CallOutcome.Returned || called.Value != medium.Evaluate(portion.Name, Argument, Setting))
                throw new OsStepException($"{medium.Name} does not boot: service {portion.Name} gives no right answer {called.Trap}");
        }

        return segment;
    }

    /// <summary>Writes the hidden partition's pages out as an image; its header last, so that half of one is none.</summary>
    private async Task<(LuUdid Lu, long Pages)> PageOutAsync(MemorySegment segment, OsLoader loader, OsMedium medium)
    {
        var checksums = new uint[loader.PageCount];
        var image = new OsImage(name, medium.Release, loader.Portions.ToValueList(), loader.Areas.ToValueList(), checksums);
        var first = OsImageCodec.Write(image).Length >> MemoryPage.Shift;
        var lu = await MakeAsync(Working(ImageWorkspace.Made), first + loader.PageCount, LuKind.Image).ConfigureAwait(false);
        for (var page = 0; page < loader.PageCount; page += PagingLimits.PagesMax)
        {
            var count = Math.Min(PagingLimits.PagesMax, loader.PageCount - page);
            var bytes = await ports.GetAsync(segment, (long)page << MemoryPage.Shift, count << MemoryPage.Shift).ConfigureAwait(false);
            for (var index = 0; index < count; index++)
                checksums[page + index] = MemoryPage.Checksum(bytes.AsSpan(index << MemoryPage.Shift, MemoryPage.SizeBytes));
            await ports.WriteAsync(lu, first + page, bytes).ConfigureAwait(false);
        }

        var header = OsImageCodec.Write(image);
        for (var page = first - 1; page >= 0; page--)
            await ports.WriteAsync(lu, page, header.AsMemory(page << MemoryPage.Shift, MemoryPage.SizeBytes)).ConfigureAwait(false);
        return (lu, first + loader.PageCount);
    }

    private async Task<LuUdid> CopyAsync(LuUdid source, long pages, ImageKind kind)
    {
        if (kind == ImageKind.Snapshot)
        {
            await ports.AskAsync<IReply>(ports.ViosDb, new TakeSnapshot(source, Moment), "a snapshot of the image").ConfigureAwait(false);
            var lu = LuUdid.From(ports.Ids.Next());
            var clone = await LuClone.MakeAsync(ports.ViosDb, lu, source, Moment, ImageWorkspace.NameOf(name)).ConfigureAwait(false);
            if (clone is not LuFound)
                throw new OsStepException(clone is Rejected refused ? refused.Reason : "The image could not be copied.");
            _made.Add(lu);
            await ports.AskAsync<IReply>(ports.ViosDb, new DeleteSnapshot(source, Moment), "the end of the snapshot").ConfigureAwait(false);
            return lu;
        }

        var copy = await MakeAsync(ImageWorkspace.NameOf(name), pages, LuKind.Image).ConfigureAwait(false);
        for (long page = 0; page < pages; page += PagingLimits.PagesMax)
        {
            var count = (int)Math.Min(PagingLimits.PagesMax, pages - page);
            await ports.AskAsync<PagesWritten>(
                ports.Memory, new RunPaging(new CopyPages(ports.Pool, source, copy, page, count)),
                    "the copy of the image").ConfigureAwait(false);
        }

        return copy;
    }

    private async Task<LuUdid> MakeAsync(LuName luName, long pages, LuKind kind)
    {
        var lu = LuUdid.From(ports.Ids.Next());
        await ports.AskAsync<LuFound>(
            ports.ViosDb, new CreateLu(lu, pool, luName, new ByteSize(pages << MemoryPage.Shift), false, Tier.System, kind),
            $"LU {luName}").ConfigureAwait(false);
        _made.Add(lu);
        return lu;
    }

    private async Task CleanAsync()
    {
        foreach (var lu in _made.AsEnumerable().Reverse())
            await OsMediumStore.DeleteAsync(ports, lu).ConfigureAwait(false);
        _made.Clear();
    }
}
