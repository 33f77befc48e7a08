using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.LogicalUnits.Unit;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Scsi.Backend;
using VioActors.Storage.Access;

namespace VioActors.Actors.Vios.LogicalUnits;

/// <summary>
/// A thin LU: whole chunks go back to the pool, which erases them before anybody gets them (STO-2); until then, and when they are taken
/// again, they read as zeros (LBPRZ). Copies from another one share chunks where they can. Thread-safe.
/// </summary>
internal sealed class ThinLuBackend(LuAccess access, RedundantIo io, LuOwner owner, int chunkSizeBytes, bool isReadOnly)
    : LuBackend(access, io, owner, chunkSizeBytes, true, isReadOnly), ISharingBlockBackend
{
    private readonly LuAccess _access = access;
    private readonly LuOwner _owner = owner;
    private readonly ChunkReferences _references = new(owner);

    public int ShareBlocksMax => ChunkReferences.CountMax * OptimalGranularityBlocks;

    public async ValueTask<BackendResult> UnmapAsync(long lba, long blockCount, CancellationToken cancellation)
    {
        var first = (lba + OptimalGranularityBlocks - 1) / OptimalGranularityBlocks;

        // A chunk of which the unit has only the beginning is whole when the range ends with the unit.
        var end = (lba + blockCount + (lba + blockCount == BlockCount ? OptimalGranularityBlocks - 1 : 0)) / OptimalGranularityBlocks;
        if (first >= end)
            return BackendResult.Ok;
        var request = _owner.NextRequest();
        var reply = await _owner.AskAsync(
            epoch => new UnmapChunks(_owner.Lu, _owner.Vios, epoch, request, [new LogicalRun(first, end - first)]), cancellation)
            .ConfigureAwait(false);
        return reply switch
        {
            ScsiInForce => BackendResult.Ok,
            Rejected { Code: RejectionCode.NotFound } => BackendResult.Gone,
            _ => BackendResult.NotReady,
        };
    }

    public async ValueTask<BackendResult?> ShareAsync(
        IBlockBackend source, long sourceLba, long lba, long blockCount, CancellationToken cancellation)
    {
        if (source is not ThinLuBackend other || other._owner.Lu == _owner.Lu)
            return null;
        var run = new LogicalRun(sourceLba / OptimalGranularityBlocks, blockCount / OptimalGranularityBlocks);
        var result = await _references
            .ReferAsync(other._owner.Lu, run, lba / OptimalGranularityBlocks, cancellation).ConfigureAwait(false);
        return result is { } known ? Translate(known) : null;
    }

    public async ValueTask<BlockMapping> FindMappingAsync(long lba, CancellationToken cancellation)
    {
        var mapping = await _access.FindMappingAsync(lba << BlockShift, cancellation).ConfigureAwait(false);
        return new BlockMapping(Translate(mapping.Result), mapping.IsMapped, mapping.LengthBytes >> BlockShift);
    }
}
