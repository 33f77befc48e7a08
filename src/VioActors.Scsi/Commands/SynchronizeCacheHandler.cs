using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// SYNCHRONIZE CACHE(10), (16) (SBC-3 clauses 5.22 and 5.23). The whole unit is made stable whatever range is named.
/// IMMED is accepted and the status still waits for the medium: later than asked is never wrong, and there is no deferred error to lose.
/// </summary>
internal sealed class SynchronizeCacheHandler(byte opcode, BlockCdb format) : CommandHandler(
    new CommandDescriptor(opcode, null, CommandTraits.Medium, format.Usage(BlockFlags.Immediate)))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context) =>
        format.Parse(context.Cdb).IsBeyond(context.Unit.Backend.BlockCount)
            ? ValueTask.FromResult(context.Fail(SenseCodes.LbaOutOfRange))
            : FlushAsync(context);

    private static async ValueTask<ScsiResponse> FlushAsync(CommandContext context) =>
        context.Outcome(await context.Unit.Backend.FlushAsync(context.Cancellation).ConfigureAwait(false));
}
