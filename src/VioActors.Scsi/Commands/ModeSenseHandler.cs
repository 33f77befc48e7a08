using System.Buffers.Binary;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.ModePages;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>MODE SENSE(6), (10) (SPC-4 clauses 6.13 and 6.14).</summary>
internal sealed class ModeSenseHandler : CommandHandler
{
    private const byte DisableBlockDescriptors = 0x08;
    private const byte LongLbaAccepted = 0x10;

    private readonly bool _isTen;

    private ModeSenseHandler(bool isTen, byte[] usage)
        : base(new CommandDescriptor(isTen ? (byte)0x5A : (byte)0x1A, null, CommandTraits.InStandby, usage))
    {
        _isTen = isTen;
    }

    public static ModeSenseHandler Six() => new(false, [0xFF, DisableBlockDescriptors, 0xFF, 0xFF, 0xFF, 0]);

    public static ModeSenseHandler Ten() => new(
        true, [0xFF, DisableBlockDescriptors | LongLbaAccepted, 0xFF, 0xFF, 0, 0, 0, 0xFF, 0xFF, 0]);

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var cdb = context.Cdb;
        var control = cdb[2] >> 6;
        if (control == 3)
        {
            return ValueTask.FromResult(context.Fail(SenseCodes.SavingNotSupported));
        }

        var code = (byte)(cdb[2] & 0x3F);
        var pages = ModePageTable.Select(context.Unit.Kind, code, cdb[3]);
        if (pages.Length == 0)
        {
            var isCodeKnown = ModePageTable.Select(context.Unit.Kind, code, ModePageTable.AllSubpages).Length > 0;
            return ValueTask.FromResult(context.FailCdb(isCodeKnown ? 3 : 2));
        }

        var data = new List<byte>(128);
        AddHeader(data, context.Unit, cdb[1]);
        var parameters = control == 2 ? context.Unit.Modes.Default : context.Unit.ModeParameters;
        foreach (var page in pages)
        {
            data.AddRange(control == 1 ? page.EncodeChangeable() : page.Encode(parameters));
        }

        var bytes = data.ToArray();
        FillDataLength(bytes);
        return ValueTask.FromResult(CommandContext.Data(bytes, _isTen ? BinaryPrimitives.ReadUInt16BigEndian(cdb[7..]) : cdb[4]));
    }

    private void AddHeader(List<byte> data, LogicalUnit unit, byte flags)
    {
        var isOptical = unit.Kind == DeviceKind.Optical;
        var hasDescriptor = (flags & DisableBlockDescriptors) == 0 && !isOptical;
        var isLong = hasDescriptor && _isTen && (flags & LongLbaAccepted) != 0;
        var descriptor = hasDescriptor ? ModeBlockDescriptor.Encode(unit.Backend, isLong) : [];
        var deviceSpecific = isOptical ? (byte)0 : (byte)(ModeHeader.DpoFua | (IsWriteProtected(unit) ? ModeHeader.WriteProtect : 0));
        data.AddRange(_isTen
            ? [0, 0, 0, deviceSpecific, (byte)(isLong ? ModeHeader.LongLba : 0), 0, 0, (byte)descriptor.Length]
            : [0, 0, deviceSpecific, (byte)descriptor.Length]);
        data.AddRange(descriptor);
    }

    private static bool IsWriteProtected(LogicalUnit unit) => unit.Backend.IsReadOnly || unit.ModeParameters.SoftwareWriteProtect;

    /// <summary>MODE DATA LENGTH counts the bytes after itself.</summary>
    private void FillDataLength(byte[] bytes)
    {
        if (_isTen)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(bytes.Length - 2));
        }
        else
        {
            bytes[0] = (byte)(bytes.Length - 1);
        }
    }
}
