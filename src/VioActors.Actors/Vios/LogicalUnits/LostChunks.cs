using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.LogicalUnits.Unit;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Storage;
using VioActors.Storage.Access;

namespace VioActors.Actors.Vios.LogicalUnits;

/// <summary>
/// Writes to chunks of an LU that are lost with their volume (STO-10). A chunk that is written as a whole gets a new place first, at every
/// VIOS; a part of one is refused, since nobody knows the rest. Thread-safe.
/// </summary>
internal sealed class LostChunks(LuAccess access, RedundantIo io, LuOwner owner, int chunkSizeBytes)
{
    /// <summary>
    /// Repeats a write that met a lost chunk. Whole chunks are written before parts of others, so that each chunk that got a new place has
    /// the bytes of this write also when the write fails.
    /// </summary>
    public async ValueTask<StorageResult> WriteAsync(
        long offsetBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation)
    {
        var end = offsetBytes + source.Length;
        var first = (offsetBytes + chunkSizeBytes - 1) / chunkSizeBytes;

        // A chunk of which the unit has only the beginning is whole when the range ends with the unit.
        var last = end == access.SizeBytes ? (end + chunkSizeBytes - 1) / chunkSizeBytes : end / chunkSizeBytes;
        if (first >= last)
            return StorageResult.DataLost;
        var request = owner.NextRequest();
        var reply = await owner.AskAsync(
            epoch => new DropLostChunks(owner.Lu, owner.Vios, epoch, request, [new LogicalRun(first, last - first)]), cancellation)
            .ConfigureAwait(false);
        if (reply is not ScsiInForce)
            return reply is Rejected { Code: RejectionCode.NotFound } ? StorageResult.Gone : StorageResult.NotReady;
        var from = (int)(first * chunkSizeBytes - offsetBytes);
        var to = (int)Math.Min(last * chunkSizeBytes - offsetBytes, source.Length);
        var result = await io.WriteAsync(offsetBytes + from, source[from..to], durable, cancellation).ConfigureAwait(false);

        // The unit has not heard yet that the volume was given up: the initiator comes again.
        if (result != StorageResult.Ok)
            return result == StorageResult.DataLost ? StorageResult.NotReady : result;
        if (from > 0)
            result = await io.WriteAsync(offsetBytes, source[..from], durable, cancellation).ConfigureAwait(false);
        return result == StorageResult.Ok && to < source.Length
            ? await io.WriteAsync(offsetBytes + to, source[to..], durable, cancellation).ConfigureAwait(false)
            : result;
    }
}
