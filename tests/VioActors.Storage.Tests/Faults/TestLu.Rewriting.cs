using VioActors.Storage.Access;
using VioActors.Storage.Allocation;
using VioActors.Storage.Values;

namespace VioActors.Storage.Tests.Faults;

/// <content>Chunks that a holder writes anew: the map changes at the end, which is the only thing that is stored.</content>
public sealed partial class TestLu : IChunkRewriter
{
    private readonly Dictionary<long, (ChunkRewrite Rewrite, TaskCompletionSource Ended)> _rewrites = [];
    private long _lastRequest;

    /// <summary>Awaited before an end is stored; throws when the owner is not reached.</summary>
    public Func<Task>? BeforeEnd { get; set; }

    public int OpenRewrites
    {
        get
        {
            lock (_sync)
                return _rewrites.Count;
        }
    }

    public async ValueTask<ChunkRewrite> BeginAsync(GrantEpoch epoch, IReadOnlyList<long> logicalChunks, CancellationToken cancellation)
    {
        ChunkRewrite rewrite;
        List<LuAccess> holders;
        lock (_sync)
        {
            holders = [.. _holders];
            var request = ++_lastRequest;
            if (Refusal(epoch) is { } refused)
                return new ChunkRewrite(refused, epoch, request, []);
            if (logicalChunks.Any(chunk => !_map[chunk].IsMapped))
                return new ChunkRewrite(ChunkAnswerStatus.Unmapped, epoch, request, []);
            var reply = pool.Do(space => AllocatorDecisions.Allocate(space, logicalChunks.Count, AllocationPurpose.Client));
            if (reply is not AllocatorReply.Ok { Event: AllocatorEvent.ChunksAllocated allocated })
                return new ChunkRewrite(ChunkAnswerStatus.SpaceExhausted, epoch, request, []);
            var places = allocated.Extents.SelectMany(extent => extent.Addresses());
            rewrite = new ChunkRewrite(ChunkAnswerStatus.Mapped, epoch, request,
                [.. logicalChunks.Zip(places, (chunk, to) => new ChunkMove(chunk, _map[chunk], to))]);
            _rewrites[request] = (rewrite, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        var withdrawn = logicalChunks.Select(chunk => (chunk, 1L)).ToList();
        await Task.WhenAll(holders.Select(holder => holder.WithdrawAsync(withdrawn)));
        return rewrite;
    }

    public async ValueTask<bool> EndAsync(ChunkRewrite rewrite, bool done)
    {
        if (BeforeEnd is { } before)
            await before();
        lock (_sync)
        {
            if (!_rewrites.Remove(rewrite.Request, out var open))
                return false;
            foreach (var move in rewrite.Moves.Where(_ => done))
            {
                _map.Unmap(move.LogicalChunk);
                _map.TryMap(move.LogicalChunk, move.To);
            }

            pool.Do(space => AllocatorDecisions.Free(
                space, [.. rewrite.Moves.Select(move => ChunkExtent.Of(done ? move.From : move.To))]));
            open.Ended.SetResult();
            return true;
        }
    }

    /// <summary>What was under way when all holders crashed is not done.</summary>
    public void ForgetRewrites()
    {
        foreach (var (rewrite, _) in _rewrites.Values)
            pool.Do(space => AllocatorDecisions.Free(space, [.. rewrite.Moves.Select(move => ChunkExtent.Of(move.To))]));
        _rewrites.Clear();
    }

    /// <summary>Whoever wants a chunk that is being written anew waits.</summary>
    private async Task AwaitRewritesAsync(IEnumerable<long> logicalChunks, CancellationToken cancellation)
    {
        while (true)
        {
            Task? ended;
            lock (_sync)
            {
                ended = _rewrites.Values.FirstOrDefault(one => one.Rewrite.Moves.Any(move => logicalChunks.Contains(move.LogicalChunk)))
                    .Ended?.Task;
            }

            if (ended is null)
                return;
            await ended.WaitAsync(cancellation);
        }
    }
}
