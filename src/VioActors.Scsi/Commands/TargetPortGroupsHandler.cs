using System.Buffers.Binary;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>REPORT TARGET PORT GROUPS (SPC-4 clause 6.37) with and without the extended header.</summary>
internal sealed class TargetPortGroupsHandler() : CommandHandler(new CommandDescriptor(
    0xA3, 0x0A, CommandTraits.PassesReservations | CommandTraits.InAnyState | CommandTraits.InSanitize,
    [0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]))
{
    private const byte ExtendedHeader = 1;

    /// <summary>T_SUP, O_SUP, U_SUP, S_SUP, AN_SUP, AO_SUP: every state but LBA-dependent.</summary>
    private const byte SupportedStates = 0xCF;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var format = context.Cdb[1] >> 5;
        if (format > ExtendedHeader)
        {
            return ValueTask.FromResult(context.FailCdb(1, 7));
        }

        var data = Build(context.Unit.PortGroups.Current, format == ExtendedHeader);
        return ValueTask.FromResult(CommandContext.Data(data, BinaryPrimitives.ReadUInt32BigEndian(context.Cdb[6..])));
    }

    private static byte[] Build(TargetPortGroupsView view, bool extended)
    {
        var data = new List<byte>(64) { 0, 0, 0, 0 };
        if (extended)
        {
            data.AddRange([ExtendedHeader << 4, view.ImplicitTransitionSeconds, 0, 0]);
        }

        foreach (var group in view.Groups)
        {
            data.AddRange([
                (byte)((group.IsPreferred ? 0x80 : 0) | (byte)group.State), SupportedStates, (byte)(group.Id >> 8), (byte)group.Id,
                0, (byte)group.StatusCode, 0, (byte)group.RelativeTargetPorts.Length]);
            foreach (var port in group.RelativeTargetPorts)
            {
                data.AddRange([0, 0, (byte)(port >> 8), (byte)port]);
            }
        }

        var bytes = data.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length - 4);
        return bytes;
    }
}
