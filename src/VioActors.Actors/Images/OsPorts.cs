using Akka.Actor;
using VioActors.Actors.Memory;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images;

/// <summary>
/// What the steps of producing and replacing operating systems ask of others. Thread-safe. Each method throws
/// <see cref="OsStepException"/> when it is refused, or not answered within the limit.
/// </summary>
/// <param name="Memory">The shared memory pool.</param>
/// <param name="Pool">Its name at the paging VIOS.</param>
internal sealed record OsPorts(IActorRef Memory, IActorRef ViosDb, IIdSource Ids, TimeProvider Time, string Pool, TimeSpan StepLimit)
{
    public async Task<T> AskAsync<T>(IActorRef actor, object question, string what)
    {
        try
        {
            return await actor.Ask<object>(question, StepLimit).ConfigureAwait(false) switch
            {
                T expected => expected,
                Rejected rejected => throw new OsStepException(rejected.Reason),
                PagingFailed failed => throw new OsStepException($"{what}: {failed.Reason}"),
                var other => throw new OsStepException($"{what}: the answer was {other.GetType().Name}"),
            };
        }
        catch (AskTimeoutException)
        {
            throw new OsStepException($"{what}: no answer within {StepLimit}");
        }
    }

    /// <summary>Asks for something to be done of which only a refusal matters.</summary>
    public async Task DoAsync(IActorRef actor, object command, string what)
    {
        if (await AskAsync<IReply>(actor, command, what).ConfigureAwait(false) is Rejected refused)
            throw new OsStepException(refused.Reason);
    }

    public async Task<ImagesFound> ImagesAsync() =>
        await AskAsync<ImagesFound>(ViosDb, new GetImages(), "the catalog of images").ConfigureAwait(false);

    public async Task<ImageEntry> EntryAsync(string image) =>
        (await ImagesAsync().ConfigureAwait(false)).Images.FirstOrDefault(entry => entry.Name == image)
        ?? throw new OsStepException($"There is no image '{image}'; image list shows those that there are.");

    public async Task<ReadOnlyMemory<byte>> ReadAsync(LuUdid lu, long page, int count) => (await AskAsync<PagesRead>(
        Memory, new RunPaging(new ReadPages(Pool, lu, page, count)), "a read of the repository").ConfigureAwait(false)).Bytes.Memory;

    public Task WriteAsync(LuUdid lu, long page, ReadOnlyMemory<byte> bytes) => AskAsync<PagesWritten>(
        Memory, new RunPaging(new WritePages(Pool, lu, page, new PageBytes(bytes))), "a write to the repository");

    /// <summary>Pages of a segment are there, for a moment at least.</summary>
    public Task WantAsync(MemorySegment segment, int first, int count, bool forWriting) =>
        AskAsync<SegmentReady>(Memory, new SegmentWanted(segment, first, count, forWriting), "pages");

    public async Task PutAsync(MemorySegment segment, long offset, ReadOnlyMemory<byte> bytes)
    {
        while (segment.Owner.Pool.WriteTo(segment, offset, bytes.Span, out var page) is var access && access != MemoryAccess.Done)
        {
            if (access == MemoryAccess.BadAddress)
                throw new OsStepException($"partition {segment.Owner.Id} has no {bytes.Length} bytes at {offset:x}");
            await WantAsync(segment, page, 1, forWriting: true).ConfigureAwait(false);
        }
    }

    public async Task<byte[]> GetAsync(MemorySegment segment, long offset, int count)
    {
        var bytes = new byte[count];
        while (segment.Owner.Pool.ReadFrom(segment, offset, bytes, out var page) is var access && access != MemoryAccess.Done)
        {
            if (access == MemoryAccess.BadAddress)
                throw new OsStepException($"partition {segment.Owner.Id} has no {count} bytes at {offset:x}");
            await WantAsync(segment, page, 1, forWriting: false).ConfigureAwait(false);
        }

        return bytes;
    }

    /// <summary>An image's metadata, checked, and its place in the pool: metadata first, data when it is used.</summary>
    public async Task<OpenedImage> OpenAsync(ImageEntry entry)
    {
        if (entry.Kind == ImageKind.Machine)
            throw new OsStepException($"Image '{entry.Name}' is of a virtual machine; lpar create -image makes machines of it.");
        var first = await ReadAsync(entry.Lu, 0, 1).ConfigureAwait(false);
        if (!OsImageCodec.TryReadHeader(first.Span, out var header, out var problem))
            throw new OsStepException($"Image '{entry.Name}' cannot be used: {problem}.");
        var metadata = new byte[header.MetadataPages << MemoryPage.Shift];
        for (var page = 0; page < header.MetadataPages; page += PagingLimits.PagesMax)
        {
            var count = Math.Min(PagingLimits.PagesMax, header.MetadataPages - page);
            (await ReadAsync(entry.Lu, 1 + page, count).ConfigureAwait(false)).CopyTo(metadata.AsMemory(page << MemoryPage.Shift));
        }

        if (!OsImageCodec.TryReadMetadata(header, metadata, out var image, out problem))
            throw new OsStepException($"Image '{entry.Name}' cannot be used: {problem}.");
        var opened = await AskAsync<LayerOpened>(
            Memory, new OpenLayer(entry.Name, entry.Lu, header.FirstDataPage, image.Checksums), "its place in the pool")
            .ConfigureAwait(false);
        return new OpenedImage(entry, image, opened.Layer);
    }

    public async Task NoteAsync(OsUse use)
    {
        var reply = await AskAsync<IReply>(ViosDb, new NoteOsUse(use), "the record of who uses which image").ConfigureAwait(false);
        if (reply is not (Ok or NoOp))
            throw new OsStepException(reply is Rejected rejected ? rejected.Reason : $"The record was answered with {reply}.");
    }
}

/// <summary>An image that can be used: its metadata is read, its data comes when it is needed. Immutable.</summary>
internal sealed record OpenedImage(ImageEntry Entry, OsImage Image, ImageLayer Layer);
