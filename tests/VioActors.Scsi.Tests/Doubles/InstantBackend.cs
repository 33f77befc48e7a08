using VioActors.Scsi.Backend;

namespace VioActors.Scsi.Tests.Doubles;

/// <summary>4096 blocks that hold nothing and cost nothing. Thread-safe.</summary>
internal sealed class InstantBackend : IBlockBackend
{
    public int BlockSizeBytes => 512;

    public long BlockCount => 4096;

    public bool IsThin => false;

    public bool IsReadOnly => false;

    public int OptimalGranularityBlocks => 8;

    public ValueTask<BackendResult> ReadAsync(long lba, Memory<byte> destination, CancellationToken cancellation) => default;

    public ValueTask<BackendResult> WriteAsync(
        long lba, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation) => default;

    public ValueTask<BackendResult> FlushAsync(CancellationToken cancellation) => default;
}
