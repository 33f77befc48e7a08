using System.Diagnostics;
using VioActors.Storage;
using VioActors.Storage.Access;
using VioActors.Storage.Maps;
using VioActors.Storage.Paths;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Benchmarks.Storage;

/// <summary>I/O of a mapped unit against the same I/O on the volume's path without map and grant, in this process.</summary>
internal static class PlainPathBenchmark
{
    private const int Small = 4096;
    private static readonly ChunkSize Chunk = ChunkSize.FromBytes(1 << 20);

    public static async Task<IReadOnlyList<Row>> RunAsync(string folder, int passes, StorageScale scale)
    {
        var file = Path.Combine(folder, $"plain-{Environment.ProcessId}.img");
        var pool = new PoolId(Guid.NewGuid());
        using var volume = FilePhysicalVolume.Create(file, new PvId(Guid.NewGuid()), pool, Chunk, scale.SizeMebibytes).Require();
        try
        {
            using var path = new StoragePath(
                "plain", new Dictionary<int, IPhysicalVolume> { [0] = volume }, new Silent(), TimeProvider.System);
            var access = new LuAccess(path, new NoOwner(), new LuAccessOptions { ChunkSize = Chunk }, TimeProvider.System);
            var map = new ChunkMap(scale.SizeMebibytes);

            // Places in another order than the unit's chunks, as in a pool that has been used for a while.
            for (var chunk = 0; chunk < scale.SizeMebibytes; chunk++)
                map.TryMap(chunk, PlaceOf(chunk, scale));
            access.Grant(new LuGrant(new GrantEpoch(1), (long)scale.SizeMebibytes << 20, map));
            await FillAsync(path, scale);
            List<Row> rows = [];
            foreach (var (name, bytes, write, depth) in Patterns())
                rows.Add(new Row($"{name}, depth {depth}"));
            for (var pass = 0; pass < passes; pass++)
            {
                var index = 0;
                foreach (var (_, bytes, write, depth) in Patterns())
                {
                    var row = rows[index++];
                    row.Other.Add(await MeasureAsync(scale, bytes, depth, (at, buffer) => OnPathAsync(path, scale, at, buffer, write)));
                    row.Product.Add(await MeasureAsync(scale, bytes, depth, (at, buffer) => write
                        ? access.WriteAsync(at, buffer)
                        : access.ReadAsync(at, buffer)));
                }
            }

            return rows;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<(string Name, int Bytes, bool Write, int Depth)> Patterns() =>
    [
        ("4 KiB random read", Small, false, 1), ("4 KiB random read", Small, false, 32),
        ("4 KiB random write", Small, true, 1), ("4 KiB random write", Small, true, 32),
        ("1 MiB sequential read", 1 << 20, false, 1), ("1 MiB sequential write", 1 << 20, true, 1),
    ];

    private static ValueTask<StorageResult> OnPathAsync(
        StoragePath path, StorageScale scale, long at, Memory<byte> buffer, bool write)
    {
        var (chunk, within) = (PlaceOf((int)Chunk.IndexOf(at), scale), Chunk.Within(at));
        return write
            ? path.WriteAsync(chunk, within, buffer, false, CancellationToken.None)
            : path.ReadAsync(chunk, within, buffer, CancellationToken.None);
    }

    private static ChunkAddress PlaceOf(int chunk, StorageScale scale) => new(0, scale.SizeMebibytes - 1 - chunk);

    private static async Task FillAsync(StoragePath path, StorageScale scale)
    {
        var bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);
        for (var chunk = 0; chunk < scale.SizeMebibytes; chunk++)
            await path.WriteAsync(new ChunkAddress(0, chunk), 0, bytes, false, CancellationToken.None);
    }

    private static async Task<double> MeasureAsync(
        StorageScale scale, int bytes, int depth, Func<long, Memory<byte>, ValueTask<StorageResult>> run)
    {
        var (count, blocks) = (bytes == Small ? scale.SmallCount : scale.LargeCount, ((long)scale.SizeMebibytes << 20) / bytes);
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, depth).Select(worker => Task.Run(async () =>
        {
            var (random, buffer) = (new Random(worker), new byte[bytes]);
            for (var number = 0; number < count / depth; number++)
            {
                var block = bytes == Small ? random.NextInt64(blocks) : number % blocks;
                if (await run(block * bytes, buffer) != StorageResult.Ok)
                    throw new IOException("An I/O failed.");
            }
        })));
        return count / depth * depth / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private sealed class NoOwner : IChunkMapOwner
    {
        public ValueTask<ChunksAnswer> AllocateAsync(GrantEpoch epoch, IReadOnlyList<long> chunks, CancellationToken cancellation) =>
            throw new InvalidOperationException("Everything is mapped.");

        public ValueTask<IReadOnlyCollection<int>?> FindVolumesAsync(CancellationToken cancellation) =>
            new((IReadOnlyCollection<int>?)null);

        public ValueTask<ChunkAnswer> FindAsync(GrantEpoch epoch, long chunk, CancellationToken cancellation) =>
            throw new InvalidOperationException("Everything is mapped.");
    }

    private sealed class Silent : IStoragePathObserver
    {
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
