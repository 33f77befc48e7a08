using System.Buffers.Binary;
using System.Text;
using VioActors.Scsi.Commands;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Scsi.Inquiry;

/// <summary>Standard INQUIRY data (SPC-4 clause 6.6.2). Thread-safe.</summary>
internal static class StandardInquiry
{
    private const int SizeBytes = 96;
    private const byte VersionSpc4 = 0x06;
    private const byte HierarchicalAndFormat2 = 0x12;
    private const byte ImplicitAsymmetricAccess = 0x10;
    private const byte ThirdPartyCopies = 0x08;
    private const byte Removable = 0x80;
    private const byte CommandQueuing = 0x02;

    /// <summary>PERIPHERAL QUALIFIER 011b and DEVICE TYPE 1Fh: no unit can be here.</summary>
    private const byte NoUnit = 0x7F;

    /// <summary>SAM-5, SPC-4, SBC-3, iSCSI: each without a version claimed.</summary>
    private static readonly ushort[] VersionDescriptors = [0x00A0, 0x0460, 0x04C0, 0x0960];

    /// <summary>SAM-5, SPC-4, MMC-6, iSCSI.</summary>
    private static readonly ushort[] OpticalDescriptors = [0x00A0, 0x0460, 0x04E0, 0x0960];

    /// <summary>PERIPHERAL DEVICE TYPE with qualifier 000b.</summary>
    public static byte PeripheralOf(DeviceKind kind) => kind == DeviceKind.Optical ? (byte)0x05 : (byte)0x00;

    public static byte[] Build(LogicalUnit unit)
    {
        var identity = unit.Identity;
        var data = Common(PeripheralOf(unit.Kind), unit.Kind == DeviceKind.Optical ? OpticalDescriptors : VersionDescriptors);
        data[1] = (byte)(unit.IsRemovable ? Removable : 0);
        data[5] = (byte)(ImplicitAsymmetricAccess | (unit.CopyTargets is null ? 0 : ThirdPartyCopies));
        Encoding.ASCII.GetBytes(identity.Vendor, data.AsSpan(8));
        Encoding.ASCII.GetBytes(identity.Product, data.AsSpan(16));
        Encoding.ASCII.GetBytes(identity.Revision, data.AsSpan(32));
        return data;
    }

    /// <summary>For a LUN behind which there is no unit (SPC-4 clause 6.6.2, table 176).</summary>
    public static byte[] BuildForNoUnit()
    {
        var data = Common(NoUnit, VersionDescriptors);
        data.AsSpan(8, 28).Fill((byte)' ');
        return data;
    }

    private static byte[] Common(byte peripheral, ushort[] descriptors)
    {
        var data = new byte[SizeBytes];
        data[0] = peripheral;
        data[2] = VersionSpc4;
        data[3] = HierarchicalAndFormat2;
        data[4] = SizeBytes - 5;
        data[7] = CommandQueuing;
        for (var i = 0; i < descriptors.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(58 + (2 * i)), descriptors[i]);
        }

        return data;
    }
}
