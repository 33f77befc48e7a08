using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.LogicalUnits.Unit;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Scsi.Backend;
using VioActors.Storage.Access;

namespace VioActors.Actors.Vios.LogicalUnits;

/// <summary>
/// A thin LU: whole chunks go back to the pool, which erases them before anybody gets them (STO-2); until then, and when they are taken
/// again, they read as zeros (LBPRZ). Thread-safe.
/// </summary>
internal sealed class ThinLuBackend(LuAccess access, RedundantIo io, LuOwner owner, int chunkSizeBytes, bool isReadOnly)
    : LuBackend(access, io, chunkSizeBytes, true, isReadOnly), IThinBlockBackend
{
    private readonly LuAccess _access = access;

    public async ValueTask<BackendResult> UnmapAsync(long lba, long blockCount, CancellationToken cancellation)
    {
        var first = (lba + OptimalGranularityBlocks - 1) / OptimalGranularityBlocks;

        // A chunk of which the unit has only the beginning is whole when the range ends with the unit.
        var end = (lba + blockCount + (lba + blockCount == BlockCount ? OptimalGranularityBlocks - 1 : 0)) / OptimalGranularityBlocks;
        if (first >= end)
            return BackendResult.Ok;
        var request = owner.NextRequest();
        var reply = await owner.AskAsync(
            epoch => new UnmapChunks(owner.Lu, owner.Vios, epoch, request, [new LogicalRun(first, end - first)]), cancellation)
            .ConfigureAwait(false);
        return reply switch
        {
            ScsiInForce => BackendResult.Ok,
            Rejected { Code: RejectionCode.NotFound } => BackendResult.Gone,
            _ => BackendResult.NotReady,
        };
    }

    public async ValueTask<BlockMapping> FindMappingAsync(long lba, CancellationToken cancellation)
    {
        var mapping = await _access.FindMappingAsync(lba << BlockShift, cancellation).ConfigureAwait(false);
        return new BlockMapping(Translate(mapping.Result), mapping.IsMapped, mapping.LengthBytes >> BlockShift);
    }
}
