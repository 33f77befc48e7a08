using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Values;
using VioActors.Storage;

namespace VioActors.Actors.Vios.LogicalUnits.Unit;

/// <summary>
/// Makes chunks of a unit those of another one, as the VIOS that has the command: it has the aggregates prepare that, and then ends it. It
/// is the only one that does, so what it has not ended never comes into force. Thread-safe.
/// </summary>
internal sealed class ChunkReferences(LuOwner owner)
{
    /// <summary>Most chunks in one step.</summary>
    public const int CountMax = 64;

    /// <summary>How often it is told that it is over, each time for as long as the owner is asked; others wait for it.</summary>
    private const int EndTryCount = 15;

    /// <returns>Null: it cannot be done, nothing has changed, and the bytes may be copied.</returns>
    /// <exception cref="OperationCanceledException">The asker does not wait any more; it does not come into force later.</exception>
    public async Task<StorageResult?> ReferAsync(LuUdid source, LogicalRun from, long first, CancellationToken cancellation)
    {
        var (request, epoch) = (owner.NextRequest(), owner.Epoch);
        IReply? prepared = null;
        try
        {
            prepared = await owner.AskAsync(
                held => new BeginReference(owner.Lu, owner.Vios, epoch = held, request, source, from, first), cancellation)
                .ConfigureAwait(false);
        }
        finally
        {
            // It may be prepared yet, and others would wait for its end.
            if (prepared is null)
                _ = EndLaterAsync(request, epoch);
        }

        if (prepared is null or Rejected { Code: RejectionCode.NotFound })
            return prepared is null ? StorageResult.NotReady : StorageResult.Gone;

        // A refusal may be that of a repeat: nothing is copied before it is certain that this is over.
        var ended = await owner.TellAsync(new EndRewrite(owner.Lu, owner.Vios, request, prepared is ReferencePrepared))
            .ConfigureAwait(false);
        if (ended is Ok or NoOp)
            return ended is Ok && prepared is ReferencePrepared ? StorageResult.Ok : null;
        _ = EndLaterAsync(request, epoch);
        return StorageResult.NotReady;
    }

    private async Task EndLaterAsync(long request, long epoch)
    {
        for (var attempt = 0; attempt < EndTryCount; attempt++)
        {
            if (await owner.TellAsync(new EndRewrite(owner.Lu, owner.Vios, request, false)).ConfigureAwait(false) is Ok or NoOp)
                return;
        }

        owner.GiveUp(epoch);
    }
}
