using System.Buffers.Binary;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Reservations;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>Flags of the PERSISTENT RESERVE OUT parameter lists (SPC-4 clauses 6.16.3 and 6.16.4). Thread-safe.</summary>
internal static class ReservationFlags
{
    public const byte PersistThroughPowerLoss = 0x01;

    /// <summary>Reserved bits are errors, and APTPL where it cannot be kept. The caller has taken out the flags of its list.</summary>
    public static bool AreSupported(CommandContext context, byte flags, int byteIndex, out ScsiResponse failure)
    {
        var supported = context.Unit.Reservations!.CanPersistThroughPowerLoss ? PersistThroughPowerLoss : 0;
        var others = flags & ~supported;
        failure = others == 0 ? default : context.FailParameter(byteIndex, int.Log2(others));
        return others == 0;
    }
}

/// <summary>REGISTER AND MOVE parameter list (SPC-4 clause 6.16.4). Thread-safe.</summary>
internal static class RegisterAndMoveList
{
    private const int FlagsByte = 17;
    private const int TransportIdAt = 24;
    private const byte Unregister = 0x02;

    /// <summary>The command, or null and why not. The reservation moves to another nexus of any port of this target.</summary>
    public static ReservationCommand? Parse(CommandContext context, ReadOnlySpan<byte> list, out ScsiResponse failure)
    {
        var flags = list[FlagsByte];
        if (!ReservationFlags.AreSupported(context, (byte)(flags & ~Unregister), FlagsByte, out failure))
        {
            return null;
        }

        var transportIdSize = BinaryPrimitives.ReadUInt32BigEndian(list[20..]);
        if (transportIdSize != list.Length - TransportIdAt)
        {
            failure = context.Fail(SenseCodes.ParameterListLengthError);
            return null;
        }

        var port = BinaryPrimitives.ReadUInt16BigEndian(list[18..]);
        if (!IsPortKnown(context, port))
        {
            failure = context.FailParameter(18);
            return null;
        }

        if (!TransportId.TryDecode(list[TransportIdAt..], out var name, out var qualifier))
        {
            failure = context.FailParameter(TransportIdAt);
            return null;
        }

        return new ReservationCommand.RegisterAndMove(
            context.Nexus.Identity, BinaryPrimitives.ReadUInt64BigEndian(list), BinaryPrimitives.ReadUInt64BigEndian(list[8..]),
            new NexusIdentity(name, qualifier, port), (flags & Unregister) != 0, (flags & ReservationFlags.PersistThroughPowerLoss) != 0);
    }

    private static bool IsPortKnown(CommandContext context, ushort port) =>
        context.Unit.PortGroups.Current.Groups.Any(group => group.RelativeTargetPorts.Contains(port));
}
