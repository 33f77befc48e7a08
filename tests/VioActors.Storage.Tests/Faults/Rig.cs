using VioActors.Storage.Access;
using VioActors.Storage.Allocation;
using VioActors.Storage.Chunks;
using VioActors.Storage.Paths;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Faults;

/// <summary>A pool on memory volumes and the paths of two VIOSes to them.</summary>
public sealed class Rig
{
    public const int ChunkBytes = ChunkSize.MinBytes;
    public static readonly ChunkSize Chunk = ChunkSize.FromBytes(ChunkBytes);

    public Rig(int volumeCount = 2, int chunksPerVolume = 8, TimeProvider? time = null)
    {
        var pool = new PoolId(new Guid(1, 0, 0, new byte[8]));
        Pool = new TestPool(Chunk);
        for (var i = 0; i < volumeCount; i++)
        {
            Media.Add(new MemoryMedium(new PvId(new Guid(2, (short)i, 0, new byte[8])), pool, Chunk, chunksPerVolume));
            Pool.Do(space => AllocatorDecisions.AddVolume(space, i, chunksPerVolume));
        }

        Time = time ?? TimeProvider.System;
        OpenVolumes();
    }

    public TimeProvider Time { get; }

    public TestPool Pool { get; }

    public List<MemoryMedium> Media { get; } = [];

    public List<FaultyVolume> VolumesOfOne { get; } = [];

    public List<FaultyVolume> VolumesOfTwo { get; } = [];

    public RecordingObserver Observer { get; } = new();

    public StoragePath PathOfOne { get; private set; } = null!;

    public StoragePath PathOfTwo { get; private set; } = null!;

    public ChunkScrubber Scrubber => new(PathOfOne);

    /// <summary>The power goes and comes back: new handles, unflushed bytes are kept or dropped by luck.</summary>
    public void Crash(Random luck)
    {
        Media.ForEach(medium => medium.Crash(luck));
        OpenVolumes();
    }

    public static byte[] Pattern(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static async Task<byte[]> ReadOkAsync(LuAccess access, long offset, int length)
    {
        var bytes = Pattern(length, -1);
        Assert.Equal(StorageResult.Ok, await access.ReadAsync(offset, bytes));
        return bytes;
    }

    public static async Task WriteOkAsync(LuAccess access, long offset, byte[] bytes, bool fua = false) =>
        Assert.Equal(StorageResult.Ok, await access.WriteAsync(offset, bytes, fua));

    private void OpenVolumes()
    {
        PathOfOne = OpenPath("one", VolumesOfOne);
        PathOfTwo = OpenPath("two", VolumesOfTwo);
    }

    private StoragePath OpenPath(string name, List<FaultyVolume> volumes)
    {
        volumes.Clear();
        volumes.AddRange(Media.Select(medium => new FaultyVolume(medium)));
        var byIndex = new Dictionary<int, IPhysicalVolume>();
        for (var i = 0; i < volumes.Count; i++)
            byIndex.Add(i, volumes[i]);
        return new StoragePath(name, byIndex, Observer, Time);
    }
}
