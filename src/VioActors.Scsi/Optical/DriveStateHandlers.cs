using System.Buffers.Binary;
using VioActors.Scsi.Commands;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Optical;

/// <summary>
/// GET EVENT STATUS NOTIFICATION (MMC-6 clause 6.7), polled: what became of the medium since this nexus asked last. There are no other
/// classes of events.
/// </summary>
internal sealed class EventStatusHandler() : CommandHandler(new CommandDescriptor(
    0x4A, null, CommandTraits.PassesUnitAttention | CommandTraits.PassesPersistentReservation,
    [0xFF, Polled, 0, 0, 0xFF, 0, 0, 0xFF, 0xFF, 0]))
{
    private const byte Polled = 0x01;
    private const byte MediaClass = 4;
    private const byte MediaClassBit = 1 << MediaClass;
    private const byte NoEventAvailable = 0x80;
    private const byte TrayOpen = 0x01;
    private const byte MediaPresent = 0x02;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var cdb = context.Cdb;
        if ((cdb[1] & Polled) == 0)
        {
            return ValueTask.FromResult(context.FailCdb(1, 0));
        }

        ReadOnlySpan<byte> data = (cdb[4] & MediaClassBit) == 0
            ? [0, 2, NoEventAvailable, MediaClassBit]
            : [0, 6, MediaClass, MediaClassBit, EventOf(context), StatusOf(context.Unit), 0, 0];
        return ValueTask.FromResult(CommandContext.Data(data, BinaryPrimitives.ReadUInt16BigEndian(cdb[7..])));
    }

    /// <summary>NewMedia (2), MediaRemoval (3), or no change (0) since the nexus asked last.</summary>
    private static byte EventOf(CommandContext context)
    {
        var now = context.Unit.HasMedium ? context.Unit.Backend.MediumVersion : -1;
        var before = context.Nexus.ExchangeSeenMedium(now);
        return (byte)(before == now ? 0 : now < 0 ? 3 : 2);
    }

    private static byte StatusOf(LogicalUnit unit) =>
        (byte)((unit.HasMedium ? MediaPresent : 0) | (unit.Conditions.Current.IsEjected ? TrayOpen : 0));
}

/// <summary>READ DISC INFORMATION (MMC-6 clause 6.21): a finished disc with one session of one track.</summary>
internal sealed class DiscInformationHandler() : CommandHandler(new CommandDescriptor(
    0x51, null, CommandTraits.ReadsForReservation | CommandTraits.Medium, [0xFF, 0x07, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0]))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        if ((context.Cdb[1] & 0x07) != 0)
        {
            return ValueTask.FromResult(context.FailCdb(1, 2));
        }

        var data = new byte[34];
        data[1] = 32;
        data[2] = 0x0E;
        data[3] = 1;
        data[4] = 1;
        data[5] = 1;
        data[6] = 1;
        data[7] = 0x20;
        return ValueTask.FromResult(CommandContext.Data(data, BinaryPrimitives.ReadUInt16BigEndian(context.Cdb[7..])));
    }
}

/// <summary>MECHANISM STATUS (MMC-6 clause 6.9): no changer; whether the tray is open.</summary>
internal sealed class MechanismStatusHandler() : CommandHandler(new CommandDescriptor(
    0xBD, null, CommandTraits.PassesPersistentReservation, [0xFF, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0]))
{
    private const byte DoorOpen = 0x10;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        Span<byte> data = stackalloc byte[8];
        data.Clear();
        data[1] = context.Unit.Conditions.Current.IsEjected ? DoorOpen : (byte)0;
        return ValueTask.FromResult(CommandContext.Data(data, BinaryPrimitives.ReadUInt16BigEndian(context.Cdb[8..])));
    }
}
