using VioActors.Storage.Maps;
using VioActors.Storage.Values;

namespace VioActors.Storage.Access;

/// <summary>
/// Questions to the map's owner under one grant. First writes go together (<see cref="ChunkAllocations"/>). Readers do not share: a read
/// that joined an older question could miss a write of another VIOS that was answered before the read began. Thread-safe.
/// </summary>
internal sealed class ChunkQuestions
{
    private readonly IChunkMapOwner _owner;
    private readonly LuGrant _grant;
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly CancellationToken _closing;
    private readonly ChunkAllocations _allocations;

    /// <param name="owner">Asked.</param>
    /// <param name="grant">Named in every question; its map learns the answers.</param>
    /// <param name="time">Clock of the limit.</param>
    /// <param name="limit">How long one question may take.</param>
    /// <param name="closing">The grant is being revoked: every question ends as <see cref="ChunkAnswerStatus.Revoked"/>.</param>
    public ChunkQuestions(IChunkMapOwner owner, LuGrant grant, TimeProvider time, TimeSpan limit, CancellationToken closing)
    {
        (_owner, _grant, _time, _limit, _closing) = (owner, grant, time, limit, closing);
        _allocations = new ChunkAllocations(grant, AskForAllAsync);
    }

    /// <summary>Has all of the chunks mapped, or says why not.</summary>
    public Task<ChunkAnswerStatus> MapAsync(IReadOnlyList<long> logicalChunks, CancellationToken cancellation) =>
        _allocations.MapAsync(logicalChunks, cancellation);

    /// <summary>Whether a chunk is still unmapped.</summary>
    public async Task<ChunkAnswer> FindAsync(long logicalChunk, CancellationToken cancellation)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_closing, cancellation);
        var answer = await AskAsync(
            stop => _owner.FindAsync(_grant.Epoch, logicalChunk, stop), ChunkAnswer.Of, linked.Token).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (answer.Status == ChunkAnswerStatus.Mapped)
            Learn(_grant.Map, logicalChunk, answer.Address);
        if (answer.Status == ChunkAnswerStatus.Shared)
            Learn(_grant.Shared, logicalChunk, answer.Address);
        return answer;
    }

    private async Task<ChunkAnswerStatus> AskForAllAsync(IReadOnlyList<long> logicalChunks)
    {
        var answer = await AskAsync(
            stop => _owner.AllocateAsync(_grant.Epoch, logicalChunks, stop), ChunksAnswer.Of, _closing).ConfigureAwait(false);
        if (answer.Status != ChunkAnswerStatus.Mapped)
            return answer.Status;
        if (answer.Addresses.Count != logicalChunks.Count)
            throw new InvalidOperationException($"The map owner gave {answer.Addresses.Count} places for {logicalChunks.Count} chunks.");
        for (var i = 0; i < logicalChunks.Count; i++)
            Learn(_grant.Map, logicalChunks[i], answer.Addresses[i]);
        return ChunkAnswerStatus.Mapped;
    }

    private async Task<TAnswer> AskAsync<TAnswer>(
        Func<CancellationToken, ValueTask<TAnswer>> question, Func<ChunkAnswerStatus, TAnswer> without, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return without(ChunkAnswerStatus.Revoked);
        try
        {
            return await question(stop).AsTask().WaitAsync(_limit, _time, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return without(ChunkAnswerStatus.Revoked);
        }
        catch (TimeoutException)
        {
            return without(ChunkAnswerStatus.NotReady);
        }
    }

    private void Learn(ChunkMap map, long logicalChunk, ChunkAddress address)
    {
        if (map.TryMap(logicalChunk, address))
            return;
        throw new InvalidOperationException(
            $"The map owner placed logical chunk {logicalChunk} at {address} although {_grant.Epoch} has it at {map[logicalChunk]}; "
            + "a mapped chunk may only move after all grants are revoked.");
    }
}
