using VioActors.Storage.Values;

namespace VioActors.Storage.Access;

/// <content>What a thin logical unit can say of its space, and give back of it.</content>
public sealed partial class LuAccess
{
    private const int RunChunksMax = 4096;

    /// <summary>
    /// Makes the chunks that lie wholly inside the range read as zero and gives their space back to the volume's file system; they stay
    /// the LU's own. A hint, as UNMAP is (SBC-4 4.7.4): chunks at the edges, and chunks that only another VIOS knows to be mapped, keep
    /// their bytes. As durable as a write without FUA.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the LU: the caller checks first.</exception>
    public ValueTask<StorageResult> DiscardAsync(long offsetBytes, long lengthBytes, CancellationToken cancellation = default) =>
        RunUnderGrantAsync(
            async lease =>
            {
                CheckRange(lease, offsetBytes, lengthBytes);
                var pieces = new PieceWindow(PiecesInFlightMax);
                var end = _options.ChunkSize.IndexOf(offsetBytes + lengthBytes);
                for (var logicalChunk = _options.ChunkSize.ChunksFor(offsetBytes); logicalChunk < end && !pieces.HasFailed; logicalChunk++)
                {
                    // A long discard does not hold a revocation up; it begins again under the next grant.
                    if (lease.Gate.Closing.IsCancellationRequested)
                        await pieces.AddAsync(new(StorageResult.Revoked)).ConfigureAwait(false);
                    else if (lease.Grant.Map[logicalChunk] is { IsMapped: true } address)
                        await pieces.AddAsync(_io.ZeroAsync(ChunkExtent.Of(address), CancellationToken.None)).ConfigureAwait(false);
                }

                return await pieces.EndAsync().ConfigureAwait(false);
            },
            cancellation);

    /// <summary>Whether the byte at an offset has space of its own, and for how many bytes from it on this holds at least.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The offset is not inside the LU: the caller checks first.</exception>
    public async ValueTask<LuMapping> FindMappingAsync(long offsetBytes, CancellationToken cancellation = default)
    {
        var (isMapped, lengthBytes) = (false, 0L);
        var result = await RunUnderGrantAsync(
            async lease =>
            {
                CheckRange(lease, offsetBytes, 1);
                var (map, first) = (lease.Grant.Map, _options.ChunkSize.IndexOf(offsetBytes));
                isMapped = map[first].IsMapped || lease.Grant.Shared[first].IsMapped;
                if (!isMapped)
                {
                    var answer = await lease.Questions.FindAsync(first, cancellation).ConfigureAwait(false);
                    if (answer.Status is not (ChunkAnswerStatus.Mapped or ChunkAnswerStatus.Shared or ChunkAnswerStatus.Unmapped))
                        return Translate(answer.Status);
                    isMapped = answer.Status != ChunkAnswerStatus.Unmapped;
                }

                var end = first + 1;
                while (isMapped && end < map.ChunkCount && end - first < RunChunksMax && map[end].IsMapped)
                    end++;
                lengthBytes = Math.Min(_options.ChunkSize.OffsetOf(end), lease.Grant.SizeBytes) - offsetBytes;
                return StorageResult.Ok;
            },
            cancellation).ConfigureAwait(false);
        return new LuMapping(result, isMapped, lengthBytes);
    }
}
