using VioActors.Actors.Vios.LogicalUnits.Unit;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Actors.Vios.LogicalUnits;

/// <summary>What a thin LU takes of its pool, and what the pool has left, as their aggregates say. Thread-safe.</summary>
internal sealed class LuProvisioning(LuOwner owner, LuIdentity identity) : IProvisioning
{
    private const int BlockShift = 9;

    public async ValueTask<ProvisionedSpace?> FindAsync(CancellationToken cancellation)
    {
        var unit = owner.FindAsync(new GetLu(identity.Lu), cancellation);
        var pool = owner.FindAsync(new GetPool(identity.Pool), cancellation);
        if (await unit.ConfigureAwait(false) is not LuFound found || await pool.ConfigureAwait(false) is not PoolFound space)
            return null;
        var chunkBlocks = identity.ChunkSizeBytes >> BlockShift;
        var left = Math.Min(
            space.Capacity.FreeChunks + found.ReservedChunks,
            (found.Identity.Size.Bytes + identity.ChunkSizeBytes - 1) / identity.ChunkSizeBytes - found.MappedChunks);
        return new ProvisionedSpace(found.MappedChunks * chunkBlocks, Math.Max(0, left) * chunkBlocks);
    }
}
