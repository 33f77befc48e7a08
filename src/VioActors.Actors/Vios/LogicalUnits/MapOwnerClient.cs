using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
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
    IActorRef viosDb, LuUdid lu, VioUuid vios, TimeSpan answerLimit, Action<long> grantLost) : IChunkMapOwner
{
    private const int TryCount = 10;

    /// <summary>Without an answer a flush goes to a peer, which is better than to wait.</summary>
    private const int VolumesTryCount = 2;

    public async ValueTask<ChunksAnswer> AllocateAsync(GrantEpoch epoch, IReadOnlyList<long> logicalChunks, CancellationToken cancellation)
    {
        var reply = await AskAsync(new AllocateChunks(lu, vios, epoch.Value, logicalChunks.ToValueList()),
            cancellation).ConfigureAwait(false);
        return reply switch
        {
            ChunksAllocated allocated => AddressesOf(allocated.Map, logicalChunks),
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
