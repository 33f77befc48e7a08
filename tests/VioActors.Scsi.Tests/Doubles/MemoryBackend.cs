using System.Collections.Concurrent;
using VioActors.Scsi.Backend;

namespace VioActors.Scsi.Tests.Doubles;

/// <summary>Blocks in memory, released in chunks; every outcome can be forced. Thread-safe.</summary>
internal sealed class MemoryBackend(int blockSizeBytes = 512, long blockCount = 4096) : IThinBlockBackend, IAtomicBlockBackend
{
    private readonly ConcurrentDictionary<long, byte[]> _chunks = new();
    private readonly Lock _gate = new();

    public int BlockSizeBytes { get; } = blockSizeBytes;

    public long BlockCount { get; set; } = blockCount;

    public bool IsThin { get; set; } = true;

    public bool IsReadOnly { get; set; }

    public int OptimalGranularityBlocks => 8;

    public int AtomicBlocksMax => 16;

    public int AtomicWriteCount { get; private set; }

    /// <summary>Answer of the next calls; Ok does the work.</summary>
    public BackendResult Outcome { get; set; }

    /// <summary>Reads and writes wait for it when set.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public int FlushCount { get; private set; }

    public int ForcedWriteCount { get; private set; }

    public int WriteCount { get; private set; }

    public long ReadBytes { get; private set; }

    private int ChunkBytes => OptimalGranularityBlocks * BlockSizeBytes;

    public async ValueTask<BackendResult> ReadAsync(long lba, Memory<byte> destination, CancellationToken cancellation)
    {
        await Wait(cancellation);
        Assert.InRange(lba, 0, BlockCount - (destination.Length / BlockSizeBytes));
        if (Outcome == BackendResult.Ok)
        {
            ReadBytes += destination.Length;
            Walk(lba, destination.Length, (chunk, offset, done, size) =>
            {
                var span = destination.Span.Slice(done, size);
                if (_chunks.TryGetValue(chunk, out var bytes))
                {
                    bytes.AsSpan(offset, size).CopyTo(span);
                }
                else
                {
                    span.Clear();
                }
            });
        }

        return Outcome;
    }

    public async ValueTask<BackendResult> WriteAsync(
        long lba, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation)
    {
        await Wait(cancellation);
        Assert.Equal(0, source.Length % BlockSizeBytes);
        Assert.InRange(lba, 0, BlockCount - (source.Length / BlockSizeBytes));
        if (Outcome == BackendResult.Ok)
        {
            lock (_gate)
            {
                WriteCount++;
                ForcedWriteCount += forceUnitAccess ? 1 : 0;
                Walk(lba, source.Length, (chunk, offset, done, size) =>
                    source.Span.Slice(done, size).CopyTo(_chunks.GetOrAdd(chunk, _ => new byte[ChunkBytes]).AsSpan(offset)));
            }
        }

        return Outcome;
    }

    public ValueTask<BackendResult> WriteAtomicAsync(long lba, ReadOnlyMemory<byte> source, CancellationToken cancellation)
    {
        AtomicWriteCount++;
        return WriteAsync(lba, source, true, cancellation);
    }

    public ValueTask<BackendResult> FlushAsync(CancellationToken cancellation)
    {
        FlushCount++;
        return ValueTask.FromResult(Outcome);
    }

    public ValueTask<BackendResult> UnmapAsync(long lba, long blockCount, CancellationToken cancellation)
    {
        for (var chunk = (lba + OptimalGranularityBlocks - 1) / OptimalGranularityBlocks;
            Outcome == BackendResult.Ok && (chunk + 1) * OptimalGranularityBlocks <= lba + blockCount;
            chunk++)
        {
            _chunks.TryRemove(chunk, out _);
        }

        return ValueTask.FromResult(Outcome);
    }

    public ValueTask<BlockMapping> FindMappingAsync(long lba, CancellationToken cancellation)
    {
        var chunk = lba / OptimalGranularityBlocks;
        var isMapped = _chunks.ContainsKey(chunk);
        while (chunk * OptimalGranularityBlocks < BlockCount && _chunks.ContainsKey(chunk) == isMapped)
        {
            chunk++;
        }

        return ValueTask.FromResult(new BlockMapping(Outcome, isMapped, Math.Min(BlockCount, chunk * OptimalGranularityBlocks) - lba));
    }

    public byte[] Peek(long lba, int blockCount)
    {
        var bytes = new byte[blockCount * BlockSizeBytes];
        Walk(lba, bytes.Length, (chunk, offset, done, size) =>
        {
            if (_chunks.TryGetValue(chunk, out var held))
            {
                held.AsSpan(offset, size).CopyTo(bytes.AsSpan(done));
            }
        });
        return bytes;
    }

    private async ValueTask Wait(CancellationToken cancellation)
    {
        if (Gate is { } gate)
        {
            await gate.Task.WaitAsync(cancellation);
        }
    }

    private void Walk(long lba, int sizeBytes, Action<long, int, int, int> visit)
    {
        var position = lba * BlockSizeBytes;
        for (var done = 0; done < sizeBytes;)
        {
            var offset = (int)((position + done) % ChunkBytes);
            var size = Math.Min(sizeBytes - done, ChunkBytes - offset);
            visit((position + done) / ChunkBytes, offset, done, size);
            done += size;
        }
    }
}
