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

    public ValueTask<BackendResult> ReadAsync(long lba, Memory<byte> destination, CancellationToken cancellation)
    {
        _bytes.AsSpan((int)(lba * blockSizeBytes), destination.Length).CopyTo(destination.Span);
        return new ValueTask<BackendResult>(BackendResult.Ok);
    }

    public ValueTask<BackendResult> WriteAsync(
        long lba, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation)
    {
        source.Span.CopyTo(_bytes.AsSpan((int)(lba * blockSizeBytes)));
        return new ValueTask<BackendResult>(BackendResult.Ok);
    }

    public ValueTask<BackendResult> FlushAsync(CancellationToken cancellation) => new(BackendResult.Ok);
}
