using VioActors.Storage.Paths;
using VioActors.Storage.Values;

namespace VioActors.Storage.Chunks;

/// <summary>
/// Zeroes freed chunks, durably, so that their next owner never sees the old bytes (STO-2). Interrupted anywhere, it is begun again on the
/// same extents. Thread-safe.
/// </summary>
/// <param name="io">Reaches the volumes.</param>
public sealed class ChunkScrubber(IChunkIo io)
{
    /// <summary>
    /// Zeroes all extents and flushes their volumes. Only after <see cref="StorageResult.Ok"/> may
    /// they be confirmed to the allocator; after
    /// anything else they may hold old bytes or zeros, and stay freeing.
    /// </summary>
    public async Task<StorageResult> ScrubAsync(IEnumerable<ChunkExtent> extents, CancellationToken cancellation = default)
    {
        var volumes = new HashSet<int>();
        foreach (var extent in extents)
        {
            volumes.Add(extent.PvIndex);
            var zeroed = await io.ZeroAsync(extent, cancellation).ConfigureAwait(false);
            if (zeroed != StorageResult.Ok)
                return zeroed;
        }

        return await io.FlushAsync(volumes, cancellation).ConfigureAwait(false);
    }
}
