using VioActors.Scsi.Backend;

namespace VioActors.Scsi.Tests.Doubles;

/// <summary>Blocks in memory of which whole chunks can be those of another unit; every answer can be forced.</summary>
internal sealed class SharingBackend(MemoryBackend blocks) : ISharingBlockBackend
{
    public int BlockSizeBytes => blocks.BlockSizeBytes;

    public long BlockCount => blocks.BlockCount;

    public bool IsThin => true;

    public bool IsReadOnly => blocks.IsReadOnly;

    public int OptimalGranularityBlocks => blocks.OptimalGranularityBlocks;

    public int ShareBlocksMax => 4 * OptimalGranularityBlocks;

    /// <summary>What was asked for: first blocks, and count.</summary>
    public List<(long From, long To, long Count)> Shared { get; } = [];

    /// <summary>Answers of the next calls; Ok for all after them.</summary>
    public Queue<BackendResult?> Answers { get; } = [];

    public async ValueTask<BackendResult?> ShareAsync(
        IBlockBackend source, long sourceLba, long lba, long blockCount, CancellationToken cancellation)
    {
        Shared.Add((sourceLba, lba, blockCount));
        if (Answers.TryDequeue(out var answer) && answer != BackendResult.Ok)
            return answer;
        var bytes = new byte[blockCount * BlockSizeBytes];
        await source.ReadAsync(sourceLba, bytes, cancellation);
        return await blocks.WriteAsync(lba, bytes, false, cancellation);
    }

    public ValueTask<BackendResult> ReadAsync(long lba, Memory<byte> destination, CancellationToken cancellation) =>
        blocks.ReadAsync(lba, destination, cancellation);

    public ValueTask<BackendResult> WriteAsync(
        long lba, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation) =>
        blocks.WriteAsync(lba, source, forceUnitAccess, cancellation);

    public ValueTask<BackendResult> FlushAsync(CancellationToken cancellation) => blocks.FlushAsync(cancellation);

    public ValueTask<BackendResult> UnmapAsync(long lba, long blockCount, CancellationToken cancellation) =>
        blocks.UnmapAsync(lba, blockCount, cancellation);

    public ValueTask<BlockMapping> FindMappingAsync(long lba, CancellationToken cancellation) => blocks.FindMappingAsync(lba, cancellation);
}
