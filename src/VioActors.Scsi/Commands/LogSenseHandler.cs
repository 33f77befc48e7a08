using System.Buffers.Binary;
using VioActors.Scsi.Backend;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// LOG SENSE (SPC-4 clause 6.8): the lists of supported pages, logical block provisioning, general statistics, and informational
/// exceptions. Nothing can be saved: SP is refused.
/// </summary>
internal sealed class LogSenseHandler() : CommandHandler(new CommandDescriptor(
    0x4D,
    null,
    CommandTraits.PassesPersistentReservation | CommandTraits.InStandby,
    [0xFF, 0, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0]))
{
    private const byte AllSubpages = 0xFF;

    private const byte CumulativeValues = 1;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var cdb = context.Cdb;
        var (code, subpage) = ((byte)(cdb[2] & 0x3F), cdb[3]);
        if (!LogPages.CodesOf(context.Unit).Contains(code))
        {
            return ValueTask.FromResult(context.FailCdb(2, 5));
        }

        if (subpage != 0 && (code, subpage) != (LogPages.Supported, AllSubpages))
        {
            return ValueTask.FromResult(context.FailCdb(3));
        }

        if (cdb[2] >> 6 != CumulativeValues)
        {
            return ValueTask.FromResult(context.FailCdb(2, 7));
        }

        // Clause 6.8: a parameter pointer beyond the last parameter of the page; all that there is comes in any case.
        return BinaryPrimitives.ReadUInt16BigEndian(cdb[5..]) > LastParameterOf(code)
            ? ValueTask.FromResult(context.FailCdb(5))
            : code == LogPages.Provisioning
            ? DescribeSpaceAsync(context)
            : ValueTask.FromResult(Answer(context, code switch
            {
                LogPages.Supported => subpage == 0 ? LogPages.ListPages(context.Unit) : LogPages.ListSubpages(context.Unit),
                LogPages.Statistics => LogPages.BuildStatistics(context.Unit.Statistics),
                _ => LogPages.BuildInformationalExceptions(),
            }));
    }

    private static async ValueTask<ScsiResponse> DescribeSpaceAsync(CommandContext context)
    {
        var unit = context.Unit;
        return await unit.Provisioning!.FindAsync(context.Cancellation).ConfigureAwait(false) is { } space
            ? Answer(context, LogPages.BuildProvisioning(space, unit.Limits.ThresholdExponent))
            : context.Fail(BackendResult.NotReady);
    }

    private static ScsiResponse Answer(CommandContext context, byte[] page) =>
        CommandContext.Data(page, BinaryPrimitives.ReadUInt16BigEndian(context.Cdb[7..]));

    private static int LastParameterOf(byte code) => code switch
    {
        LogPages.Provisioning => 2,
        LogPages.Statistics => 1,
        _ => 0,
    };
}

/// <summary>
/// LOG SELECT (SPC-4 clause 6.7): PCR sets the counts to zero, of every page or of the one that is named. No parameter can be set, so a
/// parameter list is refused.
/// </summary>
internal sealed class LogSelectHandler() : CommandHandler(new CommandDescriptor(
    0x4C, null, CommandTraits.InStandby, [0xFF, ResetParameters, 0xFF, 0xFF, 0, 0, 0, 0xFF, 0xFF, 0]))
{
    private const byte ResetParameters = 0x02;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var cdb = context.Cdb;
        var code = (byte)(cdb[2] & 0x3F);
        if (BinaryPrimitives.ReadUInt16BigEndian(cdb[7..]) != 0)
        {
            return ValueTask.FromResult(context.FailCdb(7));
        }

        if (!LogPages.CodesOf(context.Unit).Contains(code))
        {
            return ValueTask.FromResult(context.FailCdb(2, 5));
        }

        if (cdb[3] != 0)
        {
            return ValueTask.FromResult(context.FailCdb(3));
        }

        // Page 00h with PCR: all pages (SPC-4 table 156).
        if ((cdb[1] & ResetParameters) != 0 && code is (LogPages.Supported or LogPages.Statistics))
        {
            context.Unit.Statistics.Reset();
        }

        return ValueTask.FromResult(ScsiResponse.Good());
    }
}
