using VioActors.Scsi.Backend;

namespace VioActors.Iscsi.Tests.Doubles;

/// <summary>Thick blocks in memory.</summary>
internal sealed class RamDisk(long blockCount, int blockSizeBytes = 512) : IBlockBackend
{
    private readonly byte[] _bytes = new byte[blockCount * blockSizeBytes];

    public int BlockSizeBytes => blockSizeBytes;

    public long BlockCount => blockCount;

    public bool IsThin => false;

    public bool IsReadOnly => false;

    public int OptimalGranularityBlocks => 8;

    public Span<byte> Bytes => _bytes;

    /// <summary>Called with the first block of each read and write, on its thread.</summary>
    public Action<long>? Touched { get; set; }

    public ValueTask<BackendResult> ReadAsync(long lba, Memory<byte> destination, CancellationToken cancellation)
    {
        Touched?.Invoke(lba);
        _bytes.AsSpan((int)(lba * blockSizeBytes), destination.Length).CopyTo(destination.Span);
        return new ValueTask<BackendResult>(BackendResult.Ok);
    }

    public ValueTask<BackendResult> WriteAsync(
        long lba, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation)
    {
        Touched?.Invoke(lba);
        source.Span.CopyTo(_bytes.AsSpan((int)(lba * blockSizeBytes)));
        return new ValueTask<BackendResult>(BackendResult.Ok);
    }

    public ValueTask<BackendResult> FlushAsync(CancellationToken cancellation) => new(BackendResult.Ok);
}
