using System.Buffers.Binary;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>REPORT SUPPORTED OPERATION CODES (SPC-4 clause 6.35): told from the same table that commands are dispatched by.</summary>
internal sealed class SupportedOperationCodesHandler() : CommandHandler(new CommandDescriptor(
    0xA3, 0x0C, CommandTraits.ReadsForReservation | CommandTraits.InSanitize,
    [0xFF, 0x1F, 0x87, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]))
{
    private const int TimeoutsSizeBytes = 12;
    private const byte NotSupported = 0x01;
    private const byte SupportedByStandard = 0x03;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var cdb = context.Cdb;
        var withTimeouts = (cdb[2] & 0x80) != 0;
        var allocation = BinaryPrimitives.ReadUInt32BigEndian(cdb[6..]);
        var opcode = cdb[3];
        var serviceAction = BinaryPrimitives.ReadUInt16BigEndian(cdb[4..]);
        var table = context.Unit.Commands;
        switch (cdb[2] & 0x07)
        {
            case 0:
                return ValueTask.FromResult(CommandContext.Data(All(table, withTimeouts), allocation));

            // SPC-4 table 282: option 1 is an error for an operation code with service actions, option 2 for one without.
            case 1 when table.HasServiceActions(opcode):
            case 2 when table.IsSupported(opcode) && !table.HasServiceActions(opcode):
                return ValueTask.FromResult(context.FailCdb(2, 2));
            case 1:
                return ValueTask.FromResult(CommandContext.Data(One(table.Find(opcode, null), withTimeouts), allocation));
            case 2:
                return ValueTask.FromResult(CommandContext.Data(One(table.Find(opcode, serviceAction), withTimeouts), allocation));
            case 3:
                var isByAction = table.HasServiceActions(opcode) || serviceAction != 0;
                var found = table.Find(opcode, isByAction ? serviceAction : null);
                return ValueTask.FromResult(CommandContext.Data(One(found, withTimeouts), allocation));
            default:
                return ValueTask.FromResult(context.FailCdb(2, 2));
        }
    }

    private static byte[] All(CommandTable table, bool withTimeouts)
    {
        var data = new List<byte>(1024) { 0, 0, 0, 0 };
        foreach (var descriptor in table.Descriptors)
        {
            var flags = (withTimeouts ? 0x02 : 0) | (descriptor.ServiceAction is null ? 0 : 0x01);
            data.AddRange([descriptor.Opcode, 0, 0, descriptor.ServiceAction ?? 0, 0, (byte)flags, 0, (byte)descriptor.CdbSizeBytes]);
            if (withTimeouts)
            {
                data.AddRange(Timeouts());
            }
        }

        var bytes = data.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length - 4);
        return bytes;
    }

    private static byte[] One(CommandDescriptor? descriptor, bool withTimeouts)
    {
        if (descriptor is null)
        {
            return [0, NotSupported, 0, 0];
        }

        var usage = descriptor.UsageData();
        byte[] timeouts = withTimeouts ? Timeouts() : [];
        return [0, (byte)((withTimeouts ? 0x80 : 0) | SupportedByStandard), 0, (byte)usage.Length, .. usage, .. timeouts];
    }

    /// <summary>Command timeouts descriptor (SPC-4 clause 6.35.4): no times are stated.</summary>
    private static byte[] Timeouts()
    {
        var descriptor = new byte[TimeoutsSizeBytes];
        descriptor[1] = TimeoutsSizeBytes - 2;
        return descriptor;
    }
}
