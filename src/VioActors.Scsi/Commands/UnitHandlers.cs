using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// TEST UNIT READY (SPC-4 clause 6.47): what stands in its way has been checked; the backend has no state of its own to ask for.
/// </summary>
internal sealed class TestUnitReadyHandler() : CommandHandler(new CommandDescriptor(
    0x00, null, CommandTraits.PassesPersistentReservation, [0xFF, 0, 0, 0, 0, 0]))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context) => ValueTask.FromResult(ScsiResponse.Good());
}

/// <summary>
/// REQUEST SENSE (SPC-4 clause 6.39) as parameter data: a waiting unit attention, which clears it; else why the target port is not active;
/// else
/// no sense.
/// </summary>
internal sealed class RequestSenseHandler() : CommandHandler(new CommandDescriptor(
    0x03, null, CommandTraits.Always,
    [0xFF, 0x01, 0, 0, 0xFF, 0]))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        if (!context.Nexus.UnitAttentions.TryTake(out var code))
        {
            code = AccessStates.CodeOf(context.Unit.AccessState);
        }

        var sense = new SenseData(code).Encode((context.Cdb[1] & 0x01) != 0);
        return ValueTask.FromResult(CommandContext.Data(sense, context.Cdb[4]));
    }
}

/// <summary>SEND DIAGNOSTIC (SPC-4 clause 6.42): the default self-test only, which has nothing to find.</summary>
internal sealed class SendDiagnosticHandler() : CommandHandler(new CommandDescriptor(
    0x1D, null, CommandTraits.None, [0xFF, 0x04, 0, 0, 0, 0]))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context) => ValueTask.FromResult(ScsiResponse.Good());
}

/// <summary>
/// START STOP UNIT (SBC-3 clause 5.20). The unit is shared and has no motor: stopping makes its writes stable and changes nothing for
/// anybody.
/// LOEJ is refused: the medium is not removable.
/// </summary>
internal sealed class StartStopUnitHandler() : CommandHandler(new CommandDescriptor(
    0x1B, null, CommandTraits.PassesPersistentReservation, [0xFF, 0x01, 0, 0x0F, 0xF7, 0]))
{
    private const byte Start = 0x01;
    private const byte LoadEject = 0x02;
    private const byte NoFlush = 0x04;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var flags = context.Cdb[4];
        if (flags >> 4 != 0)
        {
            // A power condition makes START and LOEJ ignored; all conditions are alike here.
            return ValueTask.FromResult(ScsiResponse.Good());
        }

        if ((flags & LoadEject) != 0)
        {
            return ValueTask.FromResult(context.FailCdb(4, 1));
        }

        return (flags & (Start | NoFlush)) != 0 ? ValueTask.FromResult(ScsiResponse.Good()) : FlushAsync(context);
    }

    private static async ValueTask<ScsiResponse> FlushAsync(CommandContext context) =>
        context.Outcome(await context.Unit.Backend.FlushAsync(context.Cancellation).ConfigureAwait(false));
}

/// <summary>PREVENT ALLOW MEDIUM REMOVAL (SBC-3 clause 5.13): remembered for the nexus; there is nothing to remove.</summary>
internal sealed class PreventAllowHandler() : CommandHandler(new CommandDescriptor(
    0x1E, null, CommandTraits.PassesPersistentReservation, [0xFF, 0, 0, 0, 0x03, 0]))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var prevent = context.Cdb[4] & 0x03;
        if (prevent > 1)
        {
            return ValueTask.FromResult(context.FailCdb(4, 1));
        }

        context.Nexus.PreventsRemoval = prevent == 1;
        return ValueTask.FromResult(ScsiResponse.Good());
    }
}
