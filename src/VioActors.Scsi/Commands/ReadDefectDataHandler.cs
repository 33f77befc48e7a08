using System.Buffers.Binary;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// READ DEFECT DATA(10), (12) (SBC-3 clauses 5.17 and 5.18): both lists are empty, in whichever address format was asked for.
/// </summary>
internal sealed class ReadDefectDataHandler : CommandHandler
{
    private readonly bool _isTwelve;

    private ReadDefectDataHandler(bool isTwelve, CommandDescriptor descriptor)
        : base(descriptor)
    {
        _isTwelve = isTwelve;
    }

    public static ReadDefectDataHandler Ten() => new(
        false, new CommandDescriptor(0x37, null, CommandTraits.ReadsForReservation, [0xFF, 0, 0x1F, 0, 0, 0, 0, 0xFF, 0xFF, 0]));

    public static ReadDefectDataHandler Twelve() => new(
        true,
        new CommandDescriptor(0xB7, null, CommandTraits.ReadsForReservation, [
            0xFF, 0x1F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0,
        ]));

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var cdb = context.Cdb;
        Span<byte> data = stackalloc byte[_isTwelve ? 8 : 4];
        data.Clear();
        data[1] = (byte)(cdb[_isTwelve ? 1 : 2] & 0x1F);
        var allocation = _isTwelve ? BinaryPrimitives.ReadUInt32BigEndian(cdb[6..]) : BinaryPrimitives.ReadUInt16BigEndian(cdb[7..]);
        return ValueTask.FromResult(CommandContext.Data(data, allocation));
    }
}
