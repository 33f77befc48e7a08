using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Values;
using VioActors.Storage.Access;
using VioActors.Storage.Values;

namespace VioActors.Actors.Vios.LogicalUnits;

/// <summary>
/// The LU aggregate as this VIOS's data path asks it: first writes, reads of unmapped chunks, and which volumes
/// it is on. Thread-safe.
/// The questions are safe to repeat, and are repeated while no answer comes: the network or the DB may have lost one. Without an answer
/// within the limit the outcome is <see cref="ChunkAnswerStatus.NotReady"/>.
/// </summary>
internal sealed class MapOwnerClient(
    IActorRef viosDb, LuUdid lu, VioUuid vios, TimeSpan answerLimit, Func<long> nextRequest, Action<long> grantLost)
    : IChunkMapOwner, IChunkRewriter
{
    private const int TryCount = 10;

    /// <summary>Without an answer a flush goes to a peer, which is better than to wait.</summary>
    private const int VolumesTryCount = 2;

    /// <summary>How often the end of a rewrite is told: others wait for it.</summary>
    private const int EndTryCount = 300;

    public async ValueTask<ChunksAnswer> AllocateAsync(GrantEpoch epoch, IReadOnlyList<long> logicalChunks, CancellationToken cancellation)
    {
        var reply = await AskAsync(new AllocateChunks(lu, vios, epoch.Value, logicalChunks.ToValueList()),
            cancellation).ConfigureAwait(false);
        return reply switch
        {
            ChunksAllocated allocated => AddressesOf(allocated.Map, logicalChunks),
            ChunkLost => ChunksAnswer.Of(ChunkAnswerStatus.DataLost),
            Rejected rejected => ChunksAnswer.Of(Refusal(rejected, epoch)),
            _ => ChunksAnswer.Of(ChunkAnswerStatus.NotReady),
        };
    }

    public async ValueTask<ChunkAnswer> FindAsync(GrantEpoch epoch, long logicalChunk, CancellationToken cancellation)
    {
        var reply = await AskAsync(new FindChunk(lu, vios, epoch.Value, logicalChunk), cancellation).ConfigureAwait(false);
        return reply switch
        {
            ChunkFound { Place: { } place } => ChunkAnswer.Mapped(new ChunkAddress(place.Pv, place.Chunk)),
            ChunkFound => ChunkAnswer.Of(ChunkAnswerStatus.Unmapped),
            SharedChunkFound shared => ChunkAnswer.Shared(new ChunkAddress(shared.Place.Pv, shared.Place.Chunk)),
            Rejected rejected => ChunkAnswer.Of(Refusal(rejected, epoch)),
            _ => ChunkAnswer.Of(ChunkAnswerStatus.NotReady),
        };
    }

    public async ValueTask<IReadOnlyCollection<int>?> FindVolumesAsync(CancellationToken cancellation) =>
        await AskAsync(new GetLuVolumes(lu), cancellation, VolumesTryCount).ConfigureAwait(false) is LuVolumesFound found
            ? found.Pvs
            : null;

    public async ValueTask<ChunkRewrite> BeginAsync(GrantEpoch epoch, IReadOnlyList<long> logicalChunks, CancellationToken cancellation)
    {
        var request = nextRequest();
        ChunkRewrite Ended(ChunkAnswerStatus status) => new(status, epoch, request, []);
        object? reply = null;
        try
        {
            reply = await AskAsync(
                new BeginRewrite(lu, vios, epoch.Value, request, logicalChunks.ToValueList()), cancellation).ConfigureAwait(false);
        }
        finally
        {
            // It may begin yet, and others would wait for its end.
            if (reply is null)
                _ = EndLaterAsync(request, false, epoch);
        }

        if (reply is RewriteBegun begun)
        {
            return new ChunkRewrite(ChunkAnswerStatus.Mapped, epoch, request, [.. begun.Copies.Select(copy =>
                new ChunkMove(copy.Logical, new(copy.From.Pv, copy.From.Chunk), new(copy.To.Pv, copy.To.Chunk)))]);
        }

        var refusal = reply is not Rejected rejected ? ChunkAnswerStatus.NotReady
            : rejected.Code == RejectionCode.Busy ? ChunkAnswerStatus.Unmapped
            : Refusal(rejected, epoch);

        // With the grant, or the unit, everything ends that was begun. Any other refusal may be that of a repeat, also one for too many who
        // wait: the original has begun then, or begins yet. Nothing else is tried before it is certain that it is over.
        return refusal is ChunkAnswerStatus.Revoked or ChunkAnswerStatus.Gone || reply is null
            || IsFinal(await TellEndAsync(request, false, epoch).ConfigureAwait(false))
                ? Ended(refusal)
                : Ended(ChunkAnswerStatus.NotReady);
    }

    public async ValueTask<bool> EndAsync(ChunkRewrite rewrite, bool done) =>
        await TellEndAsync(rewrite.Request, done, rewrite.Epoch).ConfigureAwait(false) is Ok;

    /// <summary>What is not answered within the limit is told further, in the background.</summary>
    private async Task<object?> TellEndAsync(long request, bool done, GrantEpoch epoch)
    {
        var reply = await AskAsync(new EndRewrite(lu, vios, request, done), CancellationToken.None).ConfigureAwait(false);
        if (!IsFinal(reply))
            _ = EndLaterAsync(request, done, epoch);
        return reply;
    }

    /// <summary>Tells it until it is answered; the aggregate ends what is left when the grant ends.</summary>
    private async Task EndLaterAsync(long request, bool done, GrantEpoch epoch)
    {
        for (var attempt = 0; attempt < EndTryCount; attempt++)
        {
            if (IsFinal(await AskAsync(new EndRewrite(lu, vios, request, done), CancellationToken.None, 1).ConfigureAwait(false)))
                return;
        }

        grantLost(epoch.Value);
    }

    private static bool IsFinal(object? reply) => reply is Ok or NoOp or Rejected { Code: not RejectionCode.Busy };

    private static ChunksAnswer AddressesOf(ValueList<MapRun> map, IReadOnlyList<long> logicalChunks)
    {
        var addresses = new ChunkAddress[logicalChunks.Count];
        for (var index = 0; index < addresses.Length; index++)
        {
            if (PlaceOf(map, logicalChunks[index]) is not { } address)
                return ChunksAnswer.Of(ChunkAnswerStatus.NotReady);
            addresses[index] = address;
        }

        return ChunksAnswer.Mapped(addresses);
    }

    private static ChunkAddress? PlaceOf(ValueList<MapRun> map, long logicalChunk)
    {
        foreach (var run in map)
        {
            if (logicalChunk >= run.Logical && logicalChunk < run.LogicalEnd)
                return new ChunkAddress(run.Pv, run.First + (logicalChunk - run.Logical));
        }

        return null;
    }

    private ChunkAnswerStatus Refusal(Rejected rejected, GrantEpoch epoch)
    {
        if (rejected.Code == RejectionCode.StaleGrant)
            grantLost(epoch.Value);
        return rejected.Code switch
        {
            RejectionCode.SpaceExhausted => ChunkAnswerStatus.SpaceExhausted,
            RejectionCode.StaleGrant => ChunkAnswerStatus.Revoked,
            RejectionCode.NotFound => ChunkAnswerStatus.Gone,
            _ => ChunkAnswerStatus.NotReady,
        };
    }

    private async Task<object?> AskAsync(ILuMessage question, CancellationToken cancellation, int tryCount = TryCount)
    {
        for (var attempt = 0; attempt < tryCount; attempt++)
        {
            try
            {
                return await viosDb.Ask<object>(question, answerLimit / TryCount, cancellation).ConfigureAwait(false);
            }
            catch (AskTimeoutException)
            {
                // Asked again.
            }
        }

        return null;
    }
}
