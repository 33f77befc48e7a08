using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Scsi.Backend;
using VioActors.Storage;
using VioActors.Storage.Access;

namespace VioActors.Actors.Vios.LogicalUnits;

/// <summary>An LU of the pool as the SCSI device server sees it: blocks instead of bytes, its results instead of the storage's.
/// Thread-safe.</summary>
internal class LuBackend(LuAccess access, RedundantIo io, int chunkSizeBytes, bool isThin, bool isReadOnly)
    : IBlockBackend
{
    protected const int BlockShift = 9;

    public int BlockSizeBytes => 1 << BlockShift;

    public long BlockCount => access.SizeBytes >> BlockShift;

    public bool IsThin => isThin;

    public bool IsReadOnly => isReadOnly;

    public int OptimalGranularityBlocks => chunkSizeBytes >> BlockShift;

    public ValueTask<BackendResult> ReadAsync(long lba, Memory<byte> destination, CancellationToken cancellation)
    {
        var reading = io.ReadAsync(lba << BlockShift, destination, cancellation);
        return reading.IsCompletedSuccessfully ? new(Translate(reading.Result)) : Translate(reading);
    }

    public ValueTask<BackendResult> WriteAsync(long lba, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation)
    {
        var writing = io.WriteAsync(lba << BlockShift, source, forceUnitAccess, cancellation);
        return writing.IsCompletedSuccessfully ? new(Translate(writing.Result)) : Translate(writing);
    }

    public ValueTask<BackendResult> FlushAsync(CancellationToken cancellation)
    {
        var flushing = io.FlushAsync(cancellation);
        return flushing.IsCompletedSuccessfully ? new(Translate(flushing.Result)) : Translate(flushing);
    }

    private static async ValueTask<BackendResult> Translate(ValueTask<StorageResult> pending) =>
        Translate(await pending.ConfigureAwait(false));

    internal static BackendResult Translate(StorageResult result) => result switch
    {
        StorageResult.Ok => BackendResult.Ok,
        StorageResult.PathLost => BackendResult.PathLost,
        StorageResult.SpaceExhausted => BackendResult.SpaceExhausted,
        StorageResult.ReadError => BackendResult.MediumReadError,
        StorageResult.WriteError => BackendResult.MediumWriteError,
        StorageResult.NotReady or StorageResult.Revoked => BackendResult.NotReady,
        StorageResult.Gone => BackendResult.Gone,
        _ => throw new InvalidOperationException($"No backend result stands for {result}."),
    };
}
