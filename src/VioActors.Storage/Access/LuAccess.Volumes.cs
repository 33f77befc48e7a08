using VioActors.Storage.Paths;

namespace VioActors.Storage.Access;

/// <content>Which volumes the unit depends on: what a flush must cover, and what is reached from here.</content>
public sealed partial class LuAccess
{
    /// <summary>
    /// How long a flush waits for volumes that the unit, as far as is known here, has nothing on, before it asks whether that is so.
    /// </summary>
    private static readonly TimeSpan PatienceWithOthers = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Every write answered before this call, at any VIOS of the host, is on stable storage at the answer.
    /// <para>All volumes are flushed, since the client may have written through another VIOS into chunks that this one has not heard of.
    /// One that fails or does not answer counts only if the unit has bytes on it: the owner is asked, unless the map here says so.</para>
    /// </summary>
    public ValueTask<StorageResult> FlushAsync(CancellationToken cancellation = default)
    {
        StorageResult? closed;
        lock (_sync)
            closed = _closedWith;
        if (closed is { } answer)
            return new(answer);
        var volumes = _io.PvIndexes;
        return volumes.Count == 1 && KnownVolumes().All(volumes.Contains)
            ? _io.FlushAsync(volumes.First(), cancellation)
            : FlushSeveralAsync(volumes, cancellation);
    }

    /// <summary>Whether I/O to a range runs on the own path now, as far as its chunks are known here.</summary>
    public bool IsReached(long offsetBytes, long lengthBytes)
    {
        if (!IsAnyUp())
            return false;
        if (_lease is not { } lease)
            return true;
        var map = lease.Grant.Map;
        var end = Math.Min(_options.ChunkSize.ChunksFor(offsetBytes + lengthBytes), map.ChunkCount);
        for (var logicalChunk = _options.ChunkSize.IndexOf(offsetBytes); logicalChunk < end; logicalChunk++)
        {
            var address = map[logicalChunk];
            if (!address.IsMapped)
                address = lease.Grant.Shared[logicalChunk];
            if (address.IsMapped && !_io.IsUp(address.PvIndex))
                return false;
        }

        return true;
    }

    /// <summary>First byte of a range that is lost with its volume, as far as is known here; null: none.</summary>
    public long? FindLost(long offsetBytes, long lengthBytes)
    {
        if (_lease is not { Grant: var grant })
            return null;
        var end = Math.Min(_options.ChunkSize.ChunksFor(offsetBytes + lengthBytes), grant.Map.ChunkCount);
        for (var logicalChunk = _options.ChunkSize.IndexOf(offsetBytes); logicalChunk < end; logicalChunk++)
        {
            var address = grant.Map[logicalChunk] is { IsMapped: true } own ? own : grant.Shared[logicalChunk];
            if (address.IsMapped && _io.IsGivenUp(address.PvIndex))
                return Math.Max(offsetBytes, _options.ChunkSize.OffsetOf(logicalChunk));
        }

        return null;
    }

    /// <summary>Whether all of the unit, as far as it is known here, is reached on the own path now.</summary>
    public bool IsReached() => IsAnyUp() && KnownVolumes().All(_io.IsUp);

    /// <summary>Whether chunks of the unit, as far as they are known here, are on a volume: a read of memory.</summary>
    public bool IsOn(int pvIndex) => _lease is { Grant: var grant } && (grant.Map.IsOn(pvIndex) || grant.Shared.IsOn(pvIndex));

    private bool IsAnyUp()
    {
        foreach (var pvIndex in _io.PvIndexes)
        {
            if (_io.IsUp(pvIndex))
                return true;
        }

        return false;
    }

    /// <summary>Volumes with chunks of the unit, as this VIOS has learnt of them.</summary>
    private IEnumerable<int> KnownVolumes() =>
        _lease is { Grant: var grant } ? grant.Map.PvIndexes.Union(grant.Shared.PvIndexes) : [];

    private async ValueTask<StorageResult> FlushSeveralAsync(IReadOnlyCollection<int> volumes, CancellationToken cancellation)
    {
        var known = KnownVolumes().ToHashSet();
        var flushes = volumes.Union(known).ToDictionary(pv => pv, pv => _io.FlushAsync(pv, cancellation).AsTask());
        var result = StorageResult.Ok;
        foreach (var pvIndex in known)
            result = ChunkIoFlushing.Worse(result, await flushes[pvIndex].ConfigureAwait(false));
        if (result != StorageResult.Ok)
            return result;
        Task others = Task.WhenAll(flushes.Values);
        await others.WaitAsync(PatienceWithOthers, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        var open = flushes.Where(flush => flush.Value is not { IsCompletedSuccessfully: true, Result: StorageResult.Ok }).ToList();
        if (open.Count == 0)
            return StorageResult.Ok;

        // A write through another VIOS was answered after its chunk was stored, so the owner knows of every one that counts.
        var used = await _owner.FindVolumesAsync(cancellation).ConfigureAwait(false);
        foreach (var (pvIndex, flush) in open)
        {
            if (used is null || used.Contains(pvIndex))
                result = ChunkIoFlushing.Worse(result, await flush.WaitAsync(cancellation).ConfigureAwait(false));
        }

        return result;
    }
}
