using VioActors.Scsi.Backend;
using VioActors.Storage.Devices;
using VioActors.Storage.Volumes;

namespace VioActors.Actors.San;

/// <summary>The medium of a LUN as its device server sees it: blocks instead of bytes. Thread-safe.</summary>
internal sealed class SanBackend(IVolumeDevice device, long sizeBytes) : IBlockBackend
{
    private const int BlockShift = 9;
    private const int GranularityBlocks = 8;

    public int BlockSizeBytes => 1 << BlockShift;

    public long BlockCount => sizeBytes >> BlockShift;

    public bool IsThin => false;

    public bool IsReadOnly => false;

    public int OptimalGranularityBlocks => GranularityBlocks;

    public ValueTask<BackendResult> ReadAsync(long lba, Memory<byte> destination, CancellationToken cancellation) =>
        TranslateAsync(device.ReadAsync(lba << BlockShift, destination, cancellation), cancellation);

    public ValueTask<BackendResult> WriteAsync(
        long lba, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation) =>
        TranslateAsync(device.WriteAsync(lba << BlockShift, source, forceUnitAccess, cancellation), cancellation);

    public ValueTask<BackendResult> FlushAsync(CancellationToken cancellation) =>
        TranslateAsync(device.FlushAsync(cancellation), cancellation);

    /// <exception cref="OperationCanceledException">It was given up at the caller's wish.</exception>
    private static async ValueTask<BackendResult> TranslateAsync(ValueTask<VolumeResult> pending, CancellationToken cancellation)
    {
        var result = await pending.ConfigureAwait(false);
        if (result.Status == VolumeStatus.Cancelled)
            cancellation.ThrowIfCancellationRequested();
        return result.Status switch
        {
            VolumeStatus.Ok => BackendResult.Ok,
            VolumeStatus.ReadError => BackendResult.MediumReadError,
            VolumeStatus.WriteError => BackendResult.MediumWriteError,
            VolumeStatus.NoSpace => BackendResult.SpaceExhausted,
            _ => BackendResult.PathLost,
        };
    }
}
