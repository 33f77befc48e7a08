using Microsoft.Win32.SafeHandles;
using VioActors.Scsi.Backend;

namespace VioActors.Iscsi.TestTarget;

/// <summary>Thick blocks in a file, through the page cache.</summary>
internal sealed class FileDisk : IBlockBackend
{
    private readonly SafeFileHandle _file;

    public FileDisk(string path)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        BlockCount = RandomAccess.GetLength(_file) / BlockSizeBytes;
    }

    public int BlockSizeBytes => 512;

    public long BlockCount { get; }

    public bool IsThin => false;

    public bool IsReadOnly => false;

    public int OptimalGranularityBlocks => 8;

    public ValueTask<BackendResult> ReadAsync(long lba, Memory<byte> destination, CancellationToken cancellation)
    {
        RandomAccess.Read(_file, destination.Span, lba * BlockSizeBytes);
        return new ValueTask<BackendResult>(BackendResult.Ok);
    }

    public ValueTask<BackendResult> WriteAsync(
        long lba, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation)
    {
        RandomAccess.Write(_file, source.Span, lba * BlockSizeBytes);
        return new ValueTask<BackendResult>(BackendResult.Ok);
    }

    public ValueTask<BackendResult> FlushAsync(CancellationToken cancellation) => new(BackendResult.Ok);
}
