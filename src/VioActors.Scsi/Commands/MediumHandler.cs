using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// A command on a range of blocks: the checks that all of them share (SBC-3 clause 4.5 and the MAXIMUM TRANSFER LENGTH of VPD page B0h).
/// </summary>
internal abstract class MediumHandler(byte opcode, BlockCdb format, byte flags, CommandTraits traits)
    : CommandHandler(new CommandDescriptor(opcode, null, traits | CommandTraits.Medium, format.Usage(flags)))
{
    protected BlockCdb Format { get; } = format;

    public sealed override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var range = Format.Parse(context.Cdb);
        if (range.IsBeyond(context.Unit.Backend.BlockCount))
        {
            return ValueTask.FromResult(context.Fail(SenseCodes.LbaOutOfRange));
        }

        if (range.BlockCount > BlocksMax(context.Unit))
        {
            return ValueTask.FromResult(context.FailCdb(Format.LengthByte()));
        }

        return ExecuteAsync(context, range);
    }

    /// <summary>Most blocks in one command.</summary>
    protected virtual long BlocksMax(LogicalUnit unit) => unit.Limits.TransferBlocksMax;

    /// <summary>The range is inside the medium and no longer than allowed; it may be empty.</summary>
    protected abstract ValueTask<ScsiResponse> ExecuteAsync(CommandContext context, BlockRange range);
}
