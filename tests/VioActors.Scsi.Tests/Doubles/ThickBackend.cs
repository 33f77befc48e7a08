using VioActors.Scsi.Backend;

namespace VioActors.Scsi.Tests.Doubles;

/// <summary>A backend that can release nothing. Thread-safe.</summary>
internal sealed class ThickBackend(MemoryBackend memory) : IBlockBackend
{
    public int BlockSizeBytes => memory.BlockSizeBytes;

    public long BlockCount => memory.BlockCount;

    public bool IsThin => false;

    public bool IsReadOnly => memory.IsReadOnly;

    public int OptimalGranularityBlocks => memory.OptimalGranularityBlocks;

    public ValueTask<BackendResult> ReadAsync(long lba, Memory<byte> destination, CancellationToken cancellation) =>
        memory.ReadAsync(lba, destination, cancellation);

    public ValueTask<BackendResult> WriteAsync(
        long lba, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation) =>
        memory.WriteAsync(lba, source, forceUnitAccess, cancellation);

    public ValueTask<BackendResult> FlushAsync(CancellationToken cancellation) => memory.FlushAsync(cancellation);
}
