using System.Buffers.Binary;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// LOG SENSE (SPC-4 clause 6.8): the lists of supported pages, and the informational exceptions page (clause 7.3.8), which says that the
/// unit foresees no failure. Nothing is counted, so nothing can be saved: SP is refused.
/// </summary>
internal sealed class LogSenseHandler() : CommandHandler(new CommandDescriptor(
    0x4D,
    null,
    CommandTraits.PassesPersistentReservation | CommandTraits.InStandby,
    [0xFF, 0, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0]))
{
    private const byte AllSubpages = 0xFF;

    private const byte CumulativeValues = 1;

    /// <summary>Clause 7.3.13: DS and SPF are zero.</summary>
    private static readonly byte[] SupportedPages = [0x00, 0, 0, 2, 0x00, 0x2F];

    /// <summary>Clause 7.3.14: SPF is one.</summary>
    private static readonly byte[] SupportedSubpages = [0x40, 0xFF, 0, 6, 0x00, 0x00, 0x00, 0xFF, 0x2F, 0x00];

    /// <summary>
    /// DS is one, because nothing is saved; parameter 0000h, format and linking binary list, no additional sense code, temperature FFh:
    /// not known.
    /// </summary>
    private static readonly byte[] InformationalExceptions = [0xAF, 0, 0, 8, 0, 0, 0x03, 4, 0, 0, 0xFF, 0];

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context) => ValueTask.FromResult(Answer(context));

    private static ScsiResponse Answer(CommandContext context)
    {
        var cdb = context.Cdb;
        if (PageOf(cdb[2] & 0x3F, cdb[3]) is not { } page)
        {
            return IsKnown(cdb[2] & 0x3F) ? context.FailCdb(3) : context.FailCdb(2, 5);
        }

        if (cdb[2] >> 6 != CumulativeValues)
        {
            return context.FailCdb(2, 7);
        }

        // Clause 6.8: a parameter pointer beyond the last parameter of the page. Every page here has at most parameter 0.
        return BinaryPrimitives.ReadUInt16BigEndian(cdb[5..]) != 0
            ? context.FailCdb(5)
            : CommandContext.Data(page, BinaryPrimitives.ReadUInt16BigEndian(cdb[7..]));
    }

    private static byte[]? PageOf(int page, byte subpage) => (page, subpage) switch
    {
        (0x00, 0) => SupportedPages,
        (0x00, AllSubpages) => SupportedSubpages,
        (0x2F, 0) => InformationalExceptions,
        _ => null,
    };

    private static bool IsKnown(int page) => page is 0x00 or 0x2F;
}
