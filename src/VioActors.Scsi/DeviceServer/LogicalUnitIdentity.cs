using System.Buffers.Binary;
using System.Text;

namespace VioActors.Scsi.DeviceServer;

/// <summary>What a logical unit says it is: the same on every path and for its whole life. Immutable.</summary>
public sealed class LogicalUnitIdentity
{
    private readonly byte[] _naa;

    /// <param name="naa">NAA designator of 8 or 16 bytes (SPC-4 clause 7.8.5.6).</param>
    /// <param name="serialNumber">Unit serial number, 1 to 64 printable ASCII characters.</param>
    /// <param name="vendor">T10 vendor identification, at most 8 printable ASCII characters.</param>
    /// <param name="product">At most 16 printable ASCII characters.</param>
    /// <param name="revision">At most 4 printable ASCII characters.</param>
    /// <exception cref="ArgumentException">A size or a character is not allowed.</exception>
    public LogicalUnitIdentity(
        ReadOnlySpan<byte> naa, string serialNumber, string vendor = "VIOACT", string product = "VIRTUAL-DISK", string revision = "0001")
    {
        if (naa.Length is not (8 or 16))
        {
            throw new ArgumentException($"An NAA designator has 8 or 16 bytes; this one has {naa.Length}.", nameof(naa));
        }

        _naa = naa.ToArray();
        SerialNumber = Printable(serialNumber, 64, nameof(serialNumber));
        Vendor = Printable(vendor, 8, nameof(vendor)).PadRight(8);
        Product = Printable(product, 16, nameof(product)).PadRight(16);
        Revision = Printable(revision, 4, nameof(revision)).PadRight(4);
    }

    public ReadOnlySpan<byte> Naa => _naa;

    public string SerialNumber { get; }

    public string Vendor { get; }

    public string Product { get; }

    public string Revision { get; }

    /// <summary>
    /// NAA 3h, locally assigned (SPC-4 clause 7.8.5.6.4): the low 60 bits of <paramref name="value"/>, unique within the installation.
    /// </summary>
    public static byte[] LocallyAssigned(ulong value)
    {
        var naa = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(naa, 0x3000_0000_0000_0000 | (value & 0x0FFF_FFFF_FFFF_FFFF));
        return naa;
    }

    /// <summary>NAA 6h, IEEE registered extended (SPC-4 clause 7.8.5.6.6), for an installation with its own 24-bit company id.</summary>
    public static byte[] RegisteredExtended(uint companyId, ulong vendorSpecific, ulong vendorSpecificExtension)
    {
        var naa = new byte[16];
        var high = (0x6UL << 60) | ((ulong)(companyId & 0xFF_FFFF) << 36) | (vendorSpecific & 0xF_FFFF_FFFF);
        BinaryPrimitives.WriteUInt64BigEndian(naa, high);
        BinaryPrimitives.WriteUInt64BigEndian(naa.AsSpan(8), vendorSpecificExtension);
        return naa;
    }

    private static string Printable(string text, int lengthMax, string name)
    {
        if (text.Length == 0 || text.Length > lengthMax || !Ascii.IsValid(text) || text.Any(char.IsControl))
        {
            throw new ArgumentException($"'{text}' is not 1 to {lengthMax} printable ASCII characters.", name);
        }

        return text;
    }
}

/// <summary>The target port of one VIOS. Immutable.</summary>
/// <param name="TargetName">SCSI name of the target device, e.g. an iSCSI name.</param>
/// <param name="RelativePort">Relative target port identifier, 1..65535.</param>
/// <param name="GroupId">Target port group identifier.</param>
public sealed record TargetPortIdentity(string TargetName, ushort RelativePort, ushort GroupId);
