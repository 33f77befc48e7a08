using System.Buffers.Binary;
using System.Text;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Scsi.Inquiry;

/// <summary>Standard INQUIRY data (SPC-4 clause 6.6.2). Thread-safe.</summary>
internal static class StandardInquiry
{
    private const int SizeBytes = 96;
    private const byte VersionSpc4 = 0x06;
    private const byte HierarchicalAndFormat2 = 0x12;
    private const byte ImplicitAsymmetricAccess = 0x10;
    private const byte CommandQueuing = 0x02;

    /// <summary>PERIPHERAL QUALIFIER 011b and DEVICE TYPE 1Fh: no unit can be here.</summary>
    private const byte NoUnit = 0x7F;

    /// <summary>SAM-5, SPC-4, SBC-3, iSCSI: each without a version claimed.</summary>
    private static readonly ushort[] VersionDescriptors = [0x00A0, 0x0460, 0x04C0, 0x0960];

    public static byte[] Build(LogicalUnitIdentity identity)
    {
        var data = Common(0x00);
        data[5] = ImplicitAsymmetricAccess;
        Encoding.ASCII.GetBytes(identity.Vendor, data.AsSpan(8));
        Encoding.ASCII.GetBytes(identity.Product, data.AsSpan(16));
        Encoding.ASCII.GetBytes(identity.Revision, data.AsSpan(32));
        return data;
    }

    /// <summary>For a LUN behind which there is no unit (SPC-4 clause 6.6.2, table 176).</summary>
    public static byte[] BuildForNoUnit()
    {
        var data = Common(NoUnit);
        data.AsSpan(8, 28).Fill((byte)' ');
        return data;
    }

    private static byte[] Common(byte peripheral)
    {
        var data = new byte[SizeBytes];
        data[0] = peripheral;
        data[2] = VersionSpc4;
        data[3] = HierarchicalAndFormat2;
        data[4] = SizeBytes - 5;
        data[7] = CommandQueuing;
        for (var i = 0; i < VersionDescriptors.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(58 + (2 * i)), VersionDescriptors[i]);
        }

        return data;
    }
}
