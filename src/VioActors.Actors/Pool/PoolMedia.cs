using VioActors.Actors.Aggregates;
using VioActors.Actors.Vios;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Storage;
using VioActors.Storage.Chunks;
using VioActors.Storage.Devices;
using VioActors.Storage.Paths;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Actors.Pool;

/// <summary>
/// Zeroes and copies chunks, and writes headers, through volumes of its own. One for each node. Thread-safe.
/// <para>Copies to one place never run side by side, also when the actor that asked for them was made anew: the later one waits for the end
/// of the earlier one, so that nothing of it can come after.</para>
/// </summary>
/// <param name="mayAct">Whether this process may touch volumes now; null: always.</param>
public sealed class PoolMedia(string clusterName, TimeProvider time, Func<bool>? mayAct = null) : IChunkEraser
{
    private const int StripeCount = 64;
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, StripeCount).Select(_ => new SemaphoreSlim(1, 1))];

    public async Task EraseAsync(PoolFound pool, ValueList<ChunkRun> runs, CancellationToken cancellation)
    {
        using var volumes = await OpenAsync(pool, runs, cancellation).ConfigureAwait(false);
        foreach (var run in runs)
        {
            var size = pool.Capacity.ChunkSizeBytes;
            Check(await volumes[run.Pv].ZeroAsync(run.First * size, run.Count * size, cancellation).ConfigureAwait(false), run);
        }

        foreach (var pv in runs.Select(run => run.Pv).Distinct())
            Check(await volumes[pv].FlushAsync(cancellation).ConfigureAwait(false), null);
    }

    public async Task CopyAsync(PoolFound pool, ValueList<ChunkTransfer> transfers, CancellationToken cancellation)
    {
        var runs = transfers.SelectMany(transfer => new[] { transfer.From, transfer.To });
        using var volumes = await OpenAsync(pool, runs, cancellation).ConfigureAwait(false);
        using var path = new StoragePath("copies", volumes, NoObserver.Instance, time);
        var copier = new ChunkCopier(path, ChunkSize.FromBytes(pool.Capacity.ChunkSizeBytes));
        foreach (var (from, to) in transfers)
        {
            for (long chunk = 0; chunk < from.Count; chunk++)
            {
                await CopyAsync(
                    copier, new ChunkAddress(from.Pv, from.First + chunk), new ChunkAddress(to.Pv, to.First + chunk), cancellation)
                    .ConfigureAwait(false);
            }
        }
    }

    public async Task<long> RecordAsync(PoolFound pool, PoolPv pv, CancellationToken cancellation)
    {
        var state = pv.Status switch
        {
            PvStatus.Draining or PvStatus.Leaving => VolumeState.Draining,
            PvStatus.Removed => VolumeState.Retired,
            _ => VolumeState.Active,
        };
        var expected = new VolumeExpectation(new PvId(pv.Definition.Id.Value), PoolVolumes.IdOf(clusterName, pool.Pool));
        var opening = await new VolumeSource(time).OpenAsync(pv.Definition.Path, VolumeOpenMode.Owner, expected, cancellation)
            .ConfigureAwait(false);
        using var volume = opening.Volume ?? throw new IOException(opening.Message);
        var result = volume switch
        {
            FilePhysicalVolume file => file.RecordState(state),
            DevicePhysicalVolume device => await device.RecordStateAsync(state, cancellation).ConfigureAwait(false),
            _ => throw new InvalidOperationException($"{volume.GetType().Name} has no header."),
        };
        return result.IsOk
            ? (volume as FilePhysicalVolume)?.Header.Generation ?? ((DevicePhysicalVolume)volume).Header.Generation
            : throw new IOException(result.Detail);
    }

    private async Task CopyAsync(ChunkCopier copier, ChunkAddress from, ChunkAddress to, CancellationToken cancellation)
    {
        var stripe = _stripes[(uint)to.GetHashCode() % StripeCount];
        await stripe.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var copied = await copier.CopyAsync(from, to, cancellation).ConfigureAwait(false);
            if (copied != StorageResult.Ok)
                throw new IOException($"Copying chunk {from} to {to} failed: {copied}.");
        }
        finally
        {
            stripe.Release();
        }
    }

    // Only those that are needed: another volume that fails holds nothing up.
    private async Task<VolumeSet> OpenAsync(PoolFound pool, IEnumerable<ChunkRun> runs, CancellationToken cancellation)
    {
        var needed = runs.Select(run => run.Pv).ToHashSet();
        var part = pool with { Pvs = pool.Pvs.Where(pv => needed.Contains(pv.Index)).ToValueList() };
        try
        {
            return await PoolVolumes.OpenAsync(clusterName, part, VolumeOpenMode.Data, time, null, cancellation, mayAct)
                .ConfigureAwait(false);
        }
        catch (InvalidOperationException refused)
        {
            throw new IOException(refused.Message, refused);
        }
    }

    private static void Check(VolumeResult result, ChunkRun? run)
    {
        if (!result.IsOk)
            throw new IOException($"Erasing {run?.ToString() ?? "freed chunks"} failed: {result.Detail ?? result.Status.ToString()}.");
    }

    private sealed class NoObserver : IStoragePathObserver
    {
        public static NoObserver Instance { get; } = new();

        public void OnTransition(StoragePath path, PathTransition transition)
        {
        }

        public void OnVolumeTransition(StoragePath path, int pvIndex, PathTransition transition)
        {
        }

        public void OnVolumesChanged(StoragePath path)
        {
        }

        public void OnIoFailure(StoragePath path, PathIoFailure failure)
        {
        }
    }
}
