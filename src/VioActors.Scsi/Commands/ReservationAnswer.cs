using VioActors.Scsi.Backend;
using VioActors.Scsi.Reservations;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>Asks the owner of the reservations and turns its decision into a response. Thread-safe.</summary>
internal static class ReservationAnswer
{
    /// <summary>The response comes after the unit attentions are established and the aborted tasks are gone.</summary>
    public static async ValueTask<ScsiResponse> ChangeAsync(CommandContext context, ReservationCommand command, long transferSizeBytes = 0)
    {
        var unit = context.Unit;
        var outcome = await unit.Reservations!.ChangeAsync(command, context.Cancellation).ConfigureAwait(false);
        if (outcome.Decision is not { } decision || outcome.Result != BackendResult.Ok)
        {
            return context.Fail(outcome.Result);
        }

        unit.Server.RaiseUnitAttentions(decision.Attentions);
        if (!decision.Aborted.IsEmpty && unit.Aborter is { } aborter)
        {
            await aborter.AbortTasksAsync(decision.Aborted, context.Nexus.Identity, context.Task.Tag, context.Cancellation)
                .ConfigureAwait(false);
        }

        return decision.Reply switch
        {
            ReservationReply.Done => ScsiResponse.Good(transferSizeBytes),
            ReservationReply.Conflict => ScsiResponse.Of(ScsiStatus.ReservationConflict),
            ReservationReply.InvalidRelease => context.Fail(SenseCodes.InvalidReleaseOfReservation),
            ReservationReply.InvalidParameter => context.FailParameter(8),
            ReservationReply.NoResources => context.Fail(SenseCodes.InsufficientRegistrationResources),
            _ => throw new InvalidOperationException($"No response for reservation reply {decision.Reply}."),
        };
    }
}
