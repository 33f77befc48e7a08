using System.Buffers.Binary;
using System.Collections.Immutable;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Reservations;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// Parameter list of REGISTER and REGISTER AND IGNORE EXISTING KEY (SPC-4 clause 6.16.3): the basic one, with TransportIDs behind it when
/// SPEC_I_PT is set. Thread-safe.
/// </summary>
internal static class RegisterList
{
    /// <summary>The basic list and TransportIDs for some fifty initiator ports.</summary>
    public const int SizeBytesMax = 16 << 10;

    private const int BasicSizeBytes = 24;
    private const int LengthSizeBytes = 4;
    private const int FlagsByte = 20;
    private const byte AllTargetPorts = 0x04;
    private const byte SpecifyInitiatorPorts = 0x08;

    /// <summary>The command, or null and why not.</summary>
    public static ReservationCommand? Parse(CommandContext context, ReadOnlySpan<byte> list, bool ignoresKey, out ScsiResponse failure)
    {
        var flags = list[FlagsByte];
        if (!ReservationFlags.AreSupported(context, (byte)(flags & ~(AllTargetPorts | SpecifyInitiatorPorts)), FlagsByte, out failure))
        {
            return null;
        }

        var (names, all) = ((flags & SpecifyInitiatorPorts) != 0, (flags & AllTargetPorts) != 0);
        if (names && ignoresKey)
        {
            failure = context.FailParameter(FlagsByte, 3);
            return null;
        }

        var nexus = context.Nexus.Identity;
        var others = ImmutableArray.CreateBuilder<NexusIdentity>();
        if (!TryReadNames(context, list, names, others, out failure))
        {
            return null;
        }

        if (all)
        {
            var ports = context.Unit.PortGroups.Current.Groups.SelectMany(group => group.RelativeTargetPorts).ToList();
            var everywhere = others.Append(nexus).SelectMany(one => ports.Select(port => one with { RelativeTargetPort = port })).ToList();
            others.AddRange(everywhere.Where(one => one != nexus));
        }

        return new ReservationCommand.Register(
            nexus, BinaryPrimitives.ReadUInt64BigEndian(list), BinaryPrimitives.ReadUInt64BigEndian(list[8..]), ignoresKey,
            (flags & ReservationFlags.PersistThroughPowerLoss) != 0)
        {
            NamesInitiators = names,
            Others = others.ToImmutable(),
        };
    }

    /// <summary>The named initiator ports at the target port that the command came through.</summary>
    private static bool TryReadNames(
        CommandContext context, ReadOnlySpan<byte> list, bool names, ImmutableArray<NexusIdentity>.Builder others, out ScsiResponse failure)
    {
        failure = default;
        var lengthIsWrong = names
            ? list.Length < BasicSizeBytes + LengthSizeBytes
                || BinaryPrimitives.ReadUInt32BigEndian(list[BasicSizeBytes..]) != list.Length - BasicSizeBytes - LengthSizeBytes
            : list.Length != BasicSizeBytes;
        if (lengthIsWrong)
        {
            failure = context.Fail(SenseCodes.ParameterListLengthError);
            return false;
        }

        for (var at = BasicSizeBytes + LengthSizeBytes; at < list.Length;)
        {
            var size = TransportId.SizeOf(list[at..]);
            if (size > list.Length - at || !TransportId.TryDecode(list.Slice(at, size), out var name, out var qualifier))
            {
                failure = context.FailParameter(at);
                return false;
            }

            others.Add(new NexusIdentity(name, qualifier, context.Nexus.Identity.RelativeTargetPort));
            at += size;
        }

        return true;
    }
}
