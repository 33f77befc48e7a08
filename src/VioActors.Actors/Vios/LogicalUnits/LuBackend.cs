using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.LogicalUnits.Unit;
using VioActors.Scsi.Backend;
using VioActors.Storage;
using VioActors.Storage.Access;

namespace VioActors.Actors.Vios.LogicalUnits;

/// <summary>An LU of the pool as the SCSI device server sees it: blocks instead of bytes, its results instead of the storage's.
/// Thread-safe.</summary>
internal class LuBackend(LuAccess access, RedundantIo io, LuOwner owner, int chunkSizeBytes, bool isThin, bool isReadOnly)
    : IAtomicBlockBackend
{
    protected const int BlockShift = 9;

    /// <summary>Longest atomic write in bytes: one request of an interconnect, so that a peer runs it as one, too.</summary>
    private const int AtomicBytesMax = Cke.Wire.CkeFrame.PayloadLengthMax;

    private readonly LostChunks _lost = new(access, io, owner, chunkSizeBytes);

    public int BlockSizeBytes => 1 << BlockShift;

    public long BlockCount => access.SizeBytes >> BlockShift;

    public bool IsThin => isThin;

    public bool IsReadOnly => isReadOnly;

    public int OptimalGranularityBlocks => chunkSizeBytes >> BlockShift;

    public int AtomicBlocksMax => Math.Min(chunkSizeBytes, AtomicBytesMax) >> BlockShift;

    public ValueTask<BackendResult> ReadAsync(long lba, Memory<byte> destination, CancellationToken cancellation)
    {
        var reading = io.ReadAsync(lba << BlockShift, destination, cancellation);
        return reading.IsCompletedSuccessfully ? new(Translate(reading.Result)) : Translate(reading);
    }

    public ValueTask<BackendResult> WriteAsync(long lba, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation)
    {
        var writing = io.WriteAsync(lba << BlockShift, source, forceUnitAccess, cancellation);
        if (!writing.IsCompletedSuccessfully)
            return WriteOnAsync(writing, lba, source, forceUnitAccess, cancellation);
        var result = writing.Result;
        return result == StorageResult.DataLost
            ? WriteOnAsync(new(result), lba, source, forceUnitAccess, cancellation)
            : new(Translate(result));
    }

    public long? FindUnrecovered(long lba, long blockCount) => access.FindLost(lba << BlockShift, blockCount << BlockShift) >> BlockShift;

    public ValueTask<BackendResult> WriteAtomicAsync(long lba, ReadOnlyMemory<byte> source, CancellationToken cancellation) =>
        Translate(io.WriteAtomicAsync(lba << BlockShift, source, cancellation));

    public ValueTask<BackendResult> FlushAsync(CancellationToken cancellation)
    {
        var flushing = io.FlushAsync(cancellation);
        return flushing.IsCompletedSuccessfully ? new(Translate(flushing.Result)) : Translate(flushing);
    }

    private async ValueTask<BackendResult> WriteOnAsync(
        ValueTask<StorageResult> pending, long lba, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation)
    {
        var result = await pending.ConfigureAwait(false);
        return Translate(result == StorageResult.DataLost
            ? await _lost.WriteAsync(lba << BlockShift, source, durable, cancellation).ConfigureAwait(false)
            : result);
    }

    private static async ValueTask<BackendResult> Translate(ValueTask<StorageResult> pending) =>
        Translate(await pending.ConfigureAwait(false));

    internal static BackendResult Translate(StorageResult result) => result switch
    {
        StorageResult.Ok => BackendResult.Ok,
        StorageResult.PathLost => BackendResult.PathLost,
        StorageResult.SpaceExhausted => BackendResult.SpaceExhausted,
        StorageResult.ReadError or StorageResult.DataLost => BackendResult.MediumReadError,
        StorageResult.WriteError => BackendResult.MediumWriteError,
        StorageResult.NotReady or StorageResult.Revoked => BackendResult.NotReady,
        StorageResult.Gone => BackendResult.Gone,
        _ => throw new InvalidOperationException($"No backend result stands for {result}."),
    };
}
