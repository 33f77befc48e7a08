using System.Buffers;
using VioActors.Storage.Values;

namespace VioActors.Storage.Access;

/// <content>Writes that are seen as a whole or not at all, whatever the volumes can do (SBC-4 clause 4.29).</content>
public sealed partial class LuAccess
{
    private const int CopyBytesMax = 1 << 20;
    private const int AtomicTryCount = 16;

    /// <summary>Longest <see cref="WriteAtomicAsync"/>: one chunk, wherever it begins.</summary>
    public int AtomicBytesMax => _options.ChunkSize.Bytes;

    /// <summary>
    /// Writes all of <paramref name="source"/> in one step: every reader through every VIOS, and whoever comes after a crash or a loss of
    /// power at any moment, finds all of it or nothing of it. At <see cref="StorageResult.Ok"/> it is on stable storage.
    /// <para>The chunks are made anew at other places, which the owner puts into the map by one stored event. After anything but
    /// <see cref="StorageResult.Ok"/> and <see cref="StorageResult.NotReady"/> nothing was written; after the latter all of it or nothing,
    /// and nothing changes later without the chunks being held until then.</para>
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The range is not inside the LU, or longer than <see cref="AtomicBytesMax"/>: the caller checks first.
    /// </exception>
    /// <exception cref="InvalidOperationException">The owner of the map does not offer it.</exception>
    public async ValueTask<StorageResult> WriteAtomicAsync(
        long offsetBytes, ReadOnlyMemory<byte> source, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(source.Length, AtomicBytesMax, nameof(source));
        if (_owner is not IChunkRewriter owner)
            throw new InvalidOperationException("The owner of the map does not write chunks anew.");
        if (source.IsEmpty)
            return StorageResult.Ok;
        for (var attempt = 0; attempt < AtomicTryCount; attempt++)
        {
            var (prepared, lease) = await PrepareAtomicAsync(offsetBytes, source.Length, cancellation).ConfigureAwait(false);
            if (prepared != StorageResult.Ok)
                return prepared;
            var result = await TryWriteAtomicAsync(owner, lease!, offsetBytes, source, cancellation).ConfigureAwait(false);
            if (result is { } answer && answer != StorageResult.Revoked)
                return answer;
            if (result == StorageResult.Revoked
                && await AwaitNextAsync(lease, cancellation).ConfigureAwait(false) is not StorageResult.Ok and var refused)
                return refused;
        }

        return StorageResult.NotReady;
    }

    /// <summary>Has the chunks mapped, each for this LU alone; looks whether they are reached from here.</summary>
    private async ValueTask<(StorageResult Result, LuLease? Lease)> PrepareAtomicAsync(
        long offsetBytes, int length, CancellationToken cancellation)
    {
        LuLease? used = null;
        var result = await RunUnderGrantAsync(
            async lease =>
            {
                used = lease;
                CheckRange(lease, offsetBytes, length);
                var mapped = await AllocateAllAsync(lease, offsetBytes, length, cancellation).ConfigureAwait(false);
                return mapped != StorageResult.Ok || ChunksOf(offsetBytes, length).All(chunk => _io.IsUp(lease.Grant.Map[chunk].PvIndex))
                    ? mapped
                    : StorageResult.PathLost;
            },
            cancellation).ConfigureAwait(false);
        return (result, used);
    }

    /// <summary>Null: the chunks have to be mapped again first.</summary>
    private async ValueTask<StorageResult?> TryWriteAtomicAsync(
        IChunkRewriter owner, LuLease lease, long offsetBytes, ReadOnlyMemory<byte> source, CancellationToken cancellation)
    {
        var chunks = ChunksOf(offsetBytes, source.Length);
        var rewrite = await owner.BeginAsync(lease.Grant.Epoch, chunks, cancellation).ConfigureAwait(false);
        if (rewrite.Status == ChunkAnswerStatus.Unmapped)
            return null;
        if (rewrite.Status != ChunkAnswerStatus.Mapped)
            return Translate(rewrite.Status);

        // From here on it runs to its end, as what is on the medium does: others wait for it.
        var filled = StorageResult.WriteError;
        var isEnded = false;
        try
        {
            filled = await FillAsync(rewrite, offsetBytes, source).ConfigureAwait(false);
        }
        finally
        {
            isEnded = await owner.EndAsync(rewrite, filled == StorageResult.Ok).ConfigureAwait(false);
        }

        return filled != StorageResult.Ok || isEnded ? filled : StorageResult.NotReady;
    }

    /// <summary>
    /// Makes the chunks at their new places, durably, under the grant that they are moved under: its end waits for this, and what was begun
    /// under it has no effect after it.
    /// </summary>
    private async Task<StorageResult> FillAsync(ChunkRewrite rewrite, long offsetBytes, ReadOnlyMemory<byte> source)
    {
        while (true)
        {
            if (_lease is not { IsRevoked: false } lease || lease.Grant.Epoch != rewrite.Epoch)
                return StorageResult.Revoked;
            if (lease.Gate.TryEnter())
            {
                try
                {
                    return await FillMovesAsync(rewrite, offsetBytes, source).ConfigureAwait(false);
                }
                finally
                {
                    lease.Gate.Leave();
                }
            }

            // Chunks are being withdrawn; the grant goes on, or ends.
            var waited = await AwaitNextAsync(lease, CancellationToken.None).ConfigureAwait(false);
            if (waited != StorageResult.Ok)
                return waited;
        }
    }

    private async Task<StorageResult> FillMovesAsync(ChunkRewrite rewrite, long offsetBytes, ReadOnlyMemory<byte> source)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(CopyBytesMax, _options.ChunkSize.Bytes));
        try
        {
            foreach (var move in rewrite.Moves)
            {
                var first = offsetBytes - _options.ChunkSize.OffsetOf(move.LogicalChunk);
                for (var within = 0; within < _options.ChunkSize.Bytes; within += CopyBytesMax)
                {
                    var piece = buffer.AsMemory(0, Math.Min(CopyBytesMax, _options.ChunkSize.Bytes - within));
                    var result = await FillPieceAsync(move, within, piece, first, source).ConfigureAwait(false);
                    if (result != StorageResult.Ok)
                        return result;
                }
            }

            return StorageResult.Ok;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <param name="first">Where the new bytes begin in the chunk; negative: before it.</param>
    private async Task<StorageResult> FillPieceAsync(
        ChunkMove move, int within, Memory<byte> piece, long first, ReadOnlyMemory<byte> source)
    {
        var begin = Math.Clamp(first - within, 0, piece.Length);
        var end = Math.Clamp(first + source.Length - within, 0, piece.Length);
        if (begin > 0 || end < piece.Length)
        {
            var read = await _io.ReadAsync(move.From, within, piece, CancellationToken.None).ConfigureAwait(false);
            if (read != StorageResult.Ok)
                return read;
        }

        if (begin < end)
            source.Slice((int)(within + begin - first), (int)(end - begin)).CopyTo(piece[(int)begin..]);
        return await _io.WriteAsync(move.To, within, piece, durable: true, CancellationToken.None).ConfigureAwait(false);
    }

    private List<long> ChunksOf(long offsetBytes, int length)
    {
        var chunks = new List<long>(2);
        for (var chunk = _options.ChunkSize.IndexOf(offsetBytes); chunk < _options.ChunkSize.ChunksFor(offsetBytes + length); chunk++)
            chunks.Add(chunk);
        return chunks;
    }
}
