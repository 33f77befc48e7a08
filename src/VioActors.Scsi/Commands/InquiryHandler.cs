using System.Buffers.Binary;
using VioActors.Scsi.Inquiry;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// INQUIRY (SPC-4 clause 6.6): standard data, or a vital product data page. CMDDT is obsolete and refused as a reserved bit.
/// </summary>
internal sealed class InquiryHandler() : CommandHandler(new CommandDescriptor(
    0x12, null, CommandTraits.Always,
    [0xFF, 0x01, 0xFF, 0xFF, 0xFF, 0]))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var cdb = context.Cdb;
        var allocation = BinaryPrimitives.ReadUInt16BigEndian(cdb[3..]);
        if ((cdb[1] & 0x01) == 0)
        {
            return ValueTask.FromResult(cdb[2] != 0
                ? context.FailCdb(2)
                : CommandContext.Data(StandardInquiry.Build(context.Unit), allocation));
        }

        return ValueTask.FromResult(VpdPages.Find(context.Unit, cdb[2]) is { } build
            ? CommandContext.Data(VpdPages.Frame(context.Unit, cdb[2], build(context.Unit)), allocation)
            : context.FailCdb(2));
    }
}
