using VioActors.Scsi.Reservations;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>RESERVE(6) and (10) (SPC-2 clauses 7.21 and 7.22), whole unit only: extents and third parties are obsolete.</summary>
internal sealed class ReserveHandler(byte opcode, byte[] usage) : CommandHandler(
    new CommandDescriptor(opcode, null, CommandTraits.PassesPersistentReservation, usage))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context) =>
        ReservationAnswer.ChangeAsync(context, new ReservationCommand.ReserveUnit(context.Nexus.Identity));
}

/// <summary>RELEASE(6) and (10) (SPC-2 clauses 7.16 and 7.17): GOOD for a nexus that holds nothing.</summary>
internal sealed class ReleaseHandler(byte opcode, byte[] usage) : CommandHandler(
    new CommandDescriptor(opcode, null, CommandTraits.PassesReservations, usage))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context) =>
        ReservationAnswer.ChangeAsync(context, new ReservationCommand.ReleaseUnit(context.Nexus.Identity));
}
