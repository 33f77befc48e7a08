using System.Buffers.Binary;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// READ CAPACITY(10) (SBC-3 clause 5.15): FFFFFFFFh sends the initiator to READ CAPACITY(16). PMI and its address are obsolete and refused.
/// </summary>
internal sealed class ReadCapacity10Handler() : CommandHandler(new CommandDescriptor(
    0x25, null, CommandTraits.PassesPersistentReservation | CommandTraits.InStandby | CommandTraits.Medium,
    [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        Span<byte> data = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(data, (uint)Math.Min(context.Unit.Backend.BlockCount - 1, uint.MaxValue));
        BinaryPrimitives.WriteUInt32BigEndian(data[4..], (uint)context.Unit.BlockSizeBytes);
        return ValueTask.FromResult(CommandContext.Data(data, (uint)data.Length));
    }
}

/// <summary>
/// READ CAPACITY(16) (SBC-3 clause 5.16): no protection information; LBPME for a thin unit and LBPRZ when it can release blocks.
/// </summary>
internal sealed class ReadCapacity16Handler() : CommandHandler(new CommandDescriptor(
    0x9E, 0x10, CommandTraits.PassesPersistentReservation | CommandTraits.InStandby | CommandTraits.Medium,
    [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var unit = context.Unit;
        Span<byte> data = stackalloc byte[32];
        data.Clear();
        BinaryPrimitives.WriteInt64BigEndian(data, unit.Backend.BlockCount - 1);
        BinaryPrimitives.WriteUInt32BigEndian(data[8..], (uint)unit.BlockSizeBytes);
        if (unit.Backend.IsThin)
        {
            data[14] = (byte)(0x80 | (unit.Thin is null ? 0 : 0x40));
        }

        return ValueTask.FromResult(CommandContext.Data(data, BinaryPrimitives.ReadUInt32BigEndian(context.Cdb[10..])));
    }
}
