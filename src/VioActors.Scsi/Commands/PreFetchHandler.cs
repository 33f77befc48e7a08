using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// PRE-FETCH(10), (16) (SBC-3 clauses 5.5 and 5.6). There is no read cache to fill: GOOD, which says that not all blocks fit in it,
/// and never CONDITION MET. A length of zero means up to the end.
/// </summary>
internal sealed class PreFetchHandler(byte opcode, BlockCdb format) : CommandHandler(
    new CommandDescriptor(opcode, null, CommandTraits.ReadsForReservation | CommandTraits.Medium, format.Usage(BlockFlags.Immediate)))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context) => ValueTask.FromResult(
        format.Parse(context.Cdb).IsBeyond(context.Unit.Backend.BlockCount) ? context.Fail(SenseCodes.LbaOutOfRange) : ScsiResponse.Good());
}
