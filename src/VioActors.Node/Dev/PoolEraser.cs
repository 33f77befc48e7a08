using VioActors.Actors.Aggregates;
using VioActors.Actors.Vios;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Storage.Volumes;

namespace VioActors.Node.Dev;

/// <summary>Zeroes freed chunks through volumes of its own. Thread-safe.</summary>
internal sealed class PoolEraser(string clusterName) : IChunkEraser
{
    public async Task EraseAsync(PoolFound pool, ValueList<ChunkRun> runs, CancellationToken cancellation)
    {
        using var volumes = PoolVolumes.Open(clusterName, pool, VolumeOpenMode.Data);
        foreach (var run in runs)
        {
            var size = pool.Capacity.ChunkSizeBytes;
            Check(await volumes[run.Pv].ZeroAsync(run.First * size, run.Count * size, cancellation).ConfigureAwait(false), run);
        }

        foreach (var pv in runs.Select(run => run.Pv).Distinct())
            Check(await volumes[pv].FlushAsync(cancellation).ConfigureAwait(false), null);
    }

    private static void Check(VolumeResult result, ChunkRun? run)
    {
        if (!result.IsOk)
            throw new IOException($"Erasing {run?.ToString() ?? "freed chunks"} failed: {result.Detail ?? result.Status.ToString()}.");
    }
}
