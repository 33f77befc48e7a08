using System.Buffers.Binary;
using System.Text;
using VioActors.Scsi.Commands;

namespace VioActors.Scsi.Inquiry;

/// <summary>
/// Device identification page (SPC-4 clause 7.8.6): designators of the unit, of this target port, and of the target. Thread-safe.
/// </summary>
internal static class DeviceIdentification
{
    private const byte Binary = 1;
    private const byte Ascii = 2;
    private const byte Utf8 = 3;
    private const byte IscsiProtocol = 5;

    private enum Association
    {
        LogicalUnit = 0,
        TargetPort = 1,
        TargetDevice = 2,
    }

    private enum DesignatorType
    {
        T10Vendor = 1,
        Naa = 3,
        RelativeTargetPort = 4,
        TargetPortGroup = 5,
        ScsiNameString = 8,
    }

    public static byte[] Build(LogicalUnit unit)
    {
        var body = new List<byte>(256);
        var identity = unit.Identity;
        Add(body, Binary, Association.LogicalUnit, DesignatorType.Naa, identity.Naa);
        Add(body, Ascii, Association.LogicalUnit, DesignatorType.T10Vendor, VendorDesignator(identity));
        Add(body, Binary, Association.TargetPort, DesignatorType.RelativeTargetPort, Number(unit.Port.RelativePort));
        Add(body, Binary, Association.TargetPort, DesignatorType.TargetPortGroup, Number(unit.Port.GroupId));
        var portName = Name($"{unit.Port.TargetName},t,0x{unit.Port.RelativePort:x4}");
        Add(body, Utf8, Association.TargetPort, DesignatorType.ScsiNameString, portName);
        Add(body, Utf8, Association.TargetDevice, DesignatorType.ScsiNameString, Name(unit.Port.TargetName));
        return [.. body];
    }

    /// <summary>Whether a designator of the page names this unit itself.</summary>
    /// <param name="kind">Association and designator type as they are in byte 1 of a designation descriptor.</param>
    public static bool Names(LogicalUnit unit, byte kind, ReadOnlySpan<byte> designator)
    {
        if (kind >> 4 != (int)Association.LogicalUnit)
        {
            return false;
        }

        return (DesignatorType)(kind & 0x0F) switch
        {
            DesignatorType.Naa => designator.SequenceEqual(unit.Identity.Naa),
            DesignatorType.T10Vendor => designator.SequenceEqual(VendorDesignator(unit.Identity)),
            _ => false,
        };
    }

    private static byte[] VendorDesignator(DeviceServer.LogicalUnitIdentity identity) =>
        Encoding.ASCII.GetBytes(identity.Vendor + identity.SerialNumber);

    private static void Add(List<byte> body, byte codeSet, Association association, DesignatorType type, ReadOnlySpan<byte> value)
    {
        // PIV goes with designators of ports and devices only (SPC-4 clause 7.8.6.1).
        var hasProtocol = association != Association.LogicalUnit;
        body.Add((byte)((hasProtocol ? IscsiProtocol << 4 : 0) | codeSet));
        body.Add((byte)((hasProtocol ? 0x80 : 0) | ((int)association << 4) | (int)type));
        body.Add(0);
        body.Add((byte)value.Length);
        body.AddRange(value);
    }

    private static byte[] Number(ushort value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), value);
        return bytes;
    }

    /// <summary>SPC-4 clause 7.8.6.11: null terminated, padded with nulls to a multiple of four, at most 256 bytes.</summary>
    private static byte[] Name(string name)
    {
        var text = Encoding.UTF8.GetBytes(name);
        var used = Math.Min(text.Length, 251);
        var bytes = new byte[(used + 4) & ~3];
        text.AsSpan(0, used).CopyTo(bytes);
        return bytes;
    }
}
