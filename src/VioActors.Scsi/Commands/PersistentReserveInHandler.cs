using System.Buffers.Binary;
using VioActors.Scsi.Reservations;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>PERSISTENT RESERVE IN, all four service actions (SPC-4 clause 6.15).</summary>
internal sealed class PersistentReserveInHandler(byte serviceAction) : CommandHandler(new CommandDescriptor(
    0x5E, serviceAction, CommandTraits.PassesPersistentReservation | CommandTraits.InStandby, [0xFF, 0x1F, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0]))
{
    public const byte ReadKeys = 0;
    public const byte ReadReservation = 1;
    public const byte ReportCapabilities = 2;
    public const byte ReadFullStatus = 3;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var reservations = context.Unit.Reservations!;
        var state = reservations.Current;
        var data = serviceAction switch
        {
            ReadKeys => ReservationData.Keys(state),
            ReadReservation => ReservationData.Reservation(state),
            ReportCapabilities => ReservationData.Capabilities(state, reservations.CanPersistThroughPowerLoss),
            _ => ReservationData.FullStatus(state),
        };
        return ValueTask.FromResult(CommandContext.Data(data, BinaryPrimitives.ReadUInt16BigEndian(context.Cdb[7..])));
    }
}
