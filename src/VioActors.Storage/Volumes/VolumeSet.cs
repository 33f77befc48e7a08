using System.Collections;
using VioActors.Storage.Values;

namespace VioActors.Storage.Volumes;

/// <summary>
/// The volumes of one pool by PV index, each in it once and all alike. Not thread-safe; disposes of its volumes.
/// </summary>
public sealed class VolumeSet(PoolId pool, ChunkSize chunkSize) : IReadOnlyDictionary<int, IPhysicalVolume>, IDisposable
{
    private readonly Dictionary<int, IPhysicalVolume> _volumes = [];

    public int Count => _volumes.Count;

    public IEnumerable<int> Keys => _volumes.Keys;

    public IEnumerable<IPhysicalVolume> Values => _volumes.Values;

    public IPhysicalVolume this[int key] => _volumes[key];

    /// <summary>Adds a volume, or says why not: foreign pool, another chunk size, or in the set already.</summary>
    /// <exception cref="ArgumentException">The index is taken by another volume.</exception>
    public (VolumeRefusal Refusal, string Message)? Add(int pvIndex, IPhysicalVolume volume)
    {
        var doing = $"Adding volume {volume.Id} to pool {pool}";
        if (volume.Pool != pool)
            return (VolumeRefusal.ForeignPool, $"{doing}: it belongs to pool {volume.Pool}.");
        if (volume.ChunkSize != chunkSize)
            return (VolumeRefusal.ChunkSizeDiffers, $"{doing}: its chunks have {volume.ChunkSize}, the pool's {chunkSize}.");
        foreach (var (index, present) in _volumes)
        {
            if (present.Id == volume.Id)
                return (VolumeRefusal.TwiceAdded, $"{doing}: it is in it already, as number {index}; a file was named twice, or copied.");
        }

        _volumes.Add(pvIndex, volume);
        return null;
    }

    /// <summary>Takes a volume out, to be disposed of by the caller; null: there was none.</summary>
    public IPhysicalVolume? Remove(int pvIndex) => _volumes.Remove(pvIndex, out var volume) ? volume : null;

    public bool ContainsKey(int key) => _volumes.ContainsKey(key);

    public bool TryGetValue(int key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out IPhysicalVolume value) =>
        _volumes.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<int, IPhysicalVolume>> GetEnumerator() => _volumes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        foreach (var volume in _volumes.Values)
            volume.Dispose();
    }
}
