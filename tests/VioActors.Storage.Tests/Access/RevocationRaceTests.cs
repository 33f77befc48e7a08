using VioActors.Storage.Access;
using VioActors.Storage.Paths;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;

namespace VioActors.Storage.Tests.Access;

public sealed class RevocationRaceTests
{
    [Fact]
    [Trait("Req", "STO-6")]
    public async Task Between_the_end_of_a_revocation_and_the_next_grant_nothing_touches_the_medium()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, 4 * Rig.ChunkBytes);
        var io = new CountingIo(rig.PathOfOne);
        var access = lu.Open(io);
        var running = true;
        var workers = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            while (Volatile.Read(ref running))
            {
                var offset = random.Next((4 * Rig.ChunkBytes) - 4096);
                if (random.Next(2) == 0)
                    await Rig.WriteOkAsync(access, offset, Rig.Pattern(4096, worker));
                else
                    await Rig.ReadOkAsync(access, offset, 4096);
            }
        })).ToList();

        var touches = new List<long>();
        for (var round = 0; round < 200; round++)
        {
            await io.AwaitNextAsync(workers);
            await lu.RevokeAsync();
            var before = io.Begun;
            Assert.Equal(io.Begun, io.Ended);
            await Task.Yield();
            touches.Add(io.Begun - before);
            lu.Regrant();
        }

        Volatile.Write(ref running, false);
        await Task.WhenAll(workers);
        Assert.All(touches, count => Assert.Equal(0, count));
        Assert.True(io.Begun >= touches.Count);
    }

    private sealed class CountingIo(IChunkIo inner) : IChunkIo
    {
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _begun;
        private long _ended;

        public IReadOnlyCollection<int> PvIndexes => inner.PvIndexes;

        public long Begun => Volatile.Read(ref _begun);

        public long Ended => Volatile.Read(ref _ended);

        public bool IsUp(int pvIndex) => inner.IsUp(pvIndex);

        /// <summary>Until one more I/O has begun, or a worker has failed, which this throws.</summary>
        public async Task AwaitNextAsync(IEnumerable<Task> workers)
        {
            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _next, next);
            await await Task.WhenAny([next.Task, .. workers]);
        }

        public ValueTask<StorageResult> ReadAsync(
            ChunkAddress chunk, int withinBytes, Memory<byte> destination, CancellationToken cancellation) =>
            CountAsync(() => inner.ReadAsync(chunk, withinBytes, destination, cancellation));

        public ValueTask<StorageResult> WriteAsync(
            ChunkAddress chunk, int withinBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation) =>
            CountAsync(() => inner.WriteAsync(chunk, withinBytes, source, durable, cancellation));

        public ValueTask<StorageResult> ZeroAsync(ChunkExtent extent, CancellationToken cancellation) =>
            inner.ZeroAsync(extent, cancellation);

        public ValueTask<StorageResult> FlushAsync(int pvIndex, CancellationToken cancellation) => inner.FlushAsync(pvIndex, cancellation);

        private async ValueTask<StorageResult> CountAsync(Func<ValueTask<StorageResult>> operation)
        {
            Interlocked.Increment(ref _begun);
            Volatile.Read(ref _next).TrySetResult();
            await Task.Yield();
            var result = await operation();
            Interlocked.Increment(ref _ended);
            return result;
        }
    }
}
