using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// TEST UNIT READY (SPC-4 clause 6.47): what stands in its way has been checked; the backend has no state of its own to ask for.
/// </summary>
internal sealed class TestUnitReadyHandler() : CommandHandler(new CommandDescriptor(
    0x00, null, CommandTraits.PassesPersistentReservation | CommandTraits.Medium, [0xFF, 0, 0, 0, 0, 0]))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context) => ValueTask.FromResult(ScsiResponse.Good());
}

/// <summary>
/// REQUEST SENSE (SPC-4 clause 6.39) as parameter data: a waiting unit attention, which clears it; else why the target port is not active;
/// else how far SANITIZE is, or that it failed; else that there is no medium; else no sense.
/// </summary>
internal sealed class RequestSenseHandler() : CommandHandler(new CommandDescriptor(
    0x03, null, CommandTraits.Always,
    [0xFF, 0x01, 0, 0, 0xFF, 0]))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var sense = context.Nexus.UnitAttentions.TryTake(out var attention) ? new SenseData(attention) : StateOf(context.Unit);
        return ValueTask.FromResult(CommandContext.Data(sense.Encode((context.Cdb[1] & 0x01) != 0), context.Cdb[4]));
    }

    private static SenseData StateOf(LogicalUnit unit)
    {
        var byAccess = AccessStates.CodeOf(unit.AccessState);
        return byAccess.Key != SenseKey.NoSense ? new SenseData(byAccess)
            : unit.Conditions.Current.Sanitize is { } sanitize ? SanitizeJob.SenseOf(sanitize)
            : new SenseData(unit.HasMedium ? SenseCodes.None : SenseCodes.MediumNotPresent);
    }
}
