using VioActors.Scsi.Luns;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>REPORT LUNS (SPC-4 clause 6.33): the units that this initiator sees, and the end of 3F/0E for it.</summary>
internal sealed class ReportLunsHandler() : CommandHandler(new CommandDescriptor(
    0xA0, null, CommandTraits.Always,
    [0xFF, 0, 0xFF, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        if (LunListData.Answer(context.Cdb, context.Nexus.Luns, out var errorByte) is not { } data)
        {
            return ValueTask.FromResult(context.FailCdb(errorByte));
        }

        context.Nexus.UnitAttentions.Withdraw(SenseCodes.ReportedLunsChanged);
        return ValueTask.FromResult(ScsiResponse.GoodWith(data));
    }
}
