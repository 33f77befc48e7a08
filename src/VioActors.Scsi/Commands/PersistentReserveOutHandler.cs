using System.Buffers.Binary;
using VioActors.Scsi.Reservations;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>PERSISTENT RESERVE OUT (SPC-4 clause 6.16), all service actions; the unit is the only scope.</summary>
internal sealed class PersistentReserveOutHandler(byte serviceAction) : CommandHandler(new CommandDescriptor(
    0x5F, serviceAction, CommandTraits.PassesPersistentReservation | CommandTraits.InStandby,
    [0xFF, 0x1F, 0xFF, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0]))
{
    public const byte Register = 0;
    public const byte Reserve = 1;
    public const byte Release = 2;
    public const byte Clear = 3;
    public const byte Preempt = 4;
    public const byte PreemptAndAbort = 5;
    public const byte RegisterAndIgnore = 6;
    public const byte RegisterAndMove = 7;

    private const int ListSizeBytes = 24;

    /// <summary>The longest TransportID that a name can make, and the list before it.</summary>
    private const int MoveListBytesMax = 24 + 4 + 256;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var cdb = context.Cdb;
        var length = BinaryPrimitives.ReadUInt32BigEndian(cdb[5..]);
        var isLengthFine = serviceAction switch
        {
            RegisterAndMove => length is >= ListSizeBytes and <= MoveListBytesMax,
            Register or RegisterAndIgnore => length is >= ListSizeBytes and <= RegisterList.SizeBytesMax,
            _ => length == ListSizeBytes,
        };
        if (!isLengthFine)
        {
            return ValueTask.FromResult(context.Fail(SenseCodes.ParameterListLengthError));
        }

        // Scope and type count only where a reservation is named (SPC-4 table 203).
        var namesReservation = serviceAction is Reserve or Release or Preempt or PreemptAndAbort;
        if (namesReservation && cdb[2] >> 4 != 0)
        {
            return ValueTask.FromResult(context.FailCdb(2, 7));
        }

        var type = (ReservationType)(cdb[2] & 0x0F);
        return namesReservation && !Enum.IsDefined(type)
            ? ValueTask.FromResult(context.FailCdb(2, 3))
            : ReceiveAsync(context, (int)length, type);
    }

    private async ValueTask<ScsiResponse> ReceiveAsync(CommandContext context, int length, ReservationType type)
    {
        using var list = await context.ReceiveParametersAsync(length).ConfigureAwait(false);
        if (list.SizeBytes < length)
        {
            return context.Fail(SenseCodes.ParameterListLengthError);
        }

        ScsiResponse failure = default;
        var command = serviceAction switch
        {
            RegisterAndMove => RegisterAndMoveList.Parse(context, list.Span, out failure),
            Register or RegisterAndIgnore => RegisterList.Parse(context, list.Span, serviceAction == RegisterAndIgnore, out failure),
            _ => Parse(context, list.Span, type),
        };
        return command is null ? failure : await ReservationAnswer.ChangeAsync(context, command, length).ConfigureAwait(false);
    }

    /// <summary>Basic parameter list (SPC-4 clause 6.16.3) of the actions in which the flags in byte 20 do not count.</summary>
    private ReservationCommand Parse(CommandContext context, ReadOnlySpan<byte> list, ReservationType type)
    {
        var nexus = context.Nexus.Identity;
        var key = BinaryPrimitives.ReadUInt64BigEndian(list);
        var actionKey = BinaryPrimitives.ReadUInt64BigEndian(list[8..]);
        return serviceAction switch
        {
            Reserve => new ReservationCommand.Reserve(nexus, key, type),
            Release => new ReservationCommand.Release(nexus, key, type),
            Clear => new ReservationCommand.Clear(nexus, key),
            _ => new ReservationCommand.Preempt(nexus, key, actionKey, type, serviceAction == PreemptAndAbort),
        };
    }
}
