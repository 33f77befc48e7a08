using VioActors.Storage.Values;

namespace VioActors.Storage.Access;

/// <summary>
/// First writes under one grant, on their way to the map's owner. One question is open at a time; what is asked for meanwhile goes
/// together in the next one, so a burst of first writes costs the owner few journal entries. Thread-safe; no lock is held over a question.
/// </summary>
internal sealed class ChunkAllocations(LuGrant grant, Func<IReadOnlyList<long>, Task<ChunkAnswerStatus>> ask)
{
    private readonly Lock _sync = new();
    private List<Request> _waiting = [];
    private bool _running;

    /// <summary>
    /// Maps all of the chunks of one write, or says why not; then those of them that the owner had not mapped already are unmapped still. A
    /// caller who gives up does not take the chunks away from others.
    /// </summary>
    public Task<ChunkAnswerStatus> MapAsync(IReadOnlyList<long> logicalChunks, CancellationToken cancellation)
    {
        var request = new Request(logicalChunks);
        lock (_sync)
        {
            _waiting.Add(request);
            if (_running)
                return request.Answer.Task.WaitAsync(cancellation);
            _running = true;
        }

        _ = RunAsync();
        return request.Answer.Task.WaitAsync(cancellation);
    }

    private async Task RunAsync()
    {
        while (TakeWaiting() is { } batch)
        {
            try
            {
                await AnswerAsync(batch).ConfigureAwait(false);
            }
            catch (Exception broken)
            {
                foreach (var request in batch)
                    request.Answer.TrySetException(broken);
            }
        }
    }

    private List<Request>? TakeWaiting()
    {
        lock (_sync)
        {
            _running = _waiting.Count != 0;
            if (!_running)
                return null;
            (var batch, _waiting) = (_waiting, []);
            return batch;
        }
    }

    /// <summary>Space may suffice for some of the writes and not for all: then each is asked for by itself.</summary>
    private async Task AnswerAsync(List<Request> batch)
    {
        var together = await AskForAsync(batch.SelectMany(request => request.LogicalChunks)).ConfigureAwait(false);
        foreach (var request in batch)
        {
            var alone = together == ChunkAnswerStatus.SpaceExhausted && batch.Count > 1;
            request.Answer.SetResult(alone ? await AskForAsync(request.LogicalChunks).ConfigureAwait(false) : together);
        }
    }

    private async Task<ChunkAnswerStatus> AskForAsync(IEnumerable<long> logicalChunks)
    {
        var lacking = logicalChunks.Where(chunk => !grant.Map[chunk].IsMapped).Distinct().Order();
        foreach (var portion in lacking.Chunk(IChunkMapOwner.AllocationCountMax))
        {
            var status = await ask(portion).ConfigureAwait(false);
            if (status != ChunkAnswerStatus.Mapped)
                return status;
        }

        return ChunkAnswerStatus.Mapped;
    }

    private sealed record Request(IReadOnlyList<long> LogicalChunks)
    {
        public TaskCompletionSource<ChunkAnswerStatus> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
