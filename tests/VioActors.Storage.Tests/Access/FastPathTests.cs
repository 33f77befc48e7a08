using VioActors.Storage.Access;
using VioActors.Storage.Maps;
using VioActors.Storage.Paths;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Access;

/// <summary>The common case costs no allocation.</summary>
public sealed class FastPathTests
{
    [Fact]
    public void IO_within_a_mapped_chunk_that_ends_at_once_allocates_nothing()
    {
        var volumes = new Dictionary<int, IPhysicalVolume> { [0] = new InstantVolume() };
        var path = new StoragePath("p", volumes, new RecordingObserver(), TimeProvider.System);
        var map = new ChunkMap(4);
        for (var i = 0; i < 4; i++)
            map.TryMap(i, new ChunkAddress(0, i));
        var lu = new TestPool(Rig.Chunk).CreateLu(1, 4 * Rig.ChunkBytes);
        var access = new LuAccess(path, lu, new LuAccessOptions { ChunkSize = Rig.Chunk }, TimeProvider.System);
        access.Grant(new LuGrant(new GrantEpoch(1), 4 * Rig.ChunkBytes, map));
        var buffer = new byte[4096];
        // The runtime itself may allocate now and then (tiering); the code would do so in every round.
        var least = Enumerable.Range(0, 5).Min(_ => AllocatedBy(access, buffer));

        Assert.Equal(0, least);
    }

    private static long AllocatedBy(LuAccess access, byte[] buffer)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var failures = Run(access, buffer, 1000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, failures);
        return allocated;
    }

    /// <summary>Synchronous, so that no state machine of the test itself is counted.</summary>
    private static int Run(LuAccess access, byte[] buffer, int count)
    {
        var failures = 0;
        for (var i = 0; i < count; i++)
        {
            var write = access.WriteAsync(i % 64 * 4096, buffer, i % 2 == 0);
            var read = access.ReadAsync(i % 64 * 4096, buffer);
            failures += write is { IsCompletedSuccessfully: true, Result: StorageResult.Ok } ? 0 : 1;
            failures += read is { IsCompletedSuccessfully: true, Result: StorageResult.Ok } ? 0 : 1;
        }

        return failures;
    }

    private sealed class InstantVolume : IPhysicalVolume
    {
        public PvId Id => default;

        public PoolId Pool => default;

        public ChunkSize ChunkSize => Rig.Chunk;

        public long ChunkCount => 4;

        public ValueTask<VolumeResult> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellation) =>
            VolumeResult.OkTask;

        public ValueTask<VolumeResult> WriteAsync(
            long offsetBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation) => VolumeResult.OkTask;

        public ValueTask<VolumeResult> ZeroAsync(long offsetBytes, long lengthBytes, CancellationToken cancellation) => VolumeResult.OkTask;

        public ValueTask<VolumeResult> FlushAsync(CancellationToken cancellation) => VolumeResult.OkTask;

        public ValueTask<VolumeResult> ProbeAsync(CancellationToken cancellation) => VolumeResult.OkTask;

        public void Dispose()
        {
        }
    }
}
