using System.Buffers.Binary;
using System.Text;
using VioActors.Scsi.Commands;

namespace VioActors.Scsi.Inquiry;

/// <summary>Vital product data pages (SPC-4 clause 7.8, SBC-3 clause 6.5): what page 00h lists is what there is. Thread-safe.</summary>
internal static class VpdPages
{
    /// <summary>Ascending, as page 00h wants it.</summary>
    private static readonly SortedList<byte, Func<LogicalUnit, byte[]>> Pages = new()
    {
        [0x00] = _ => SupportedPages(),
        [0x80] = unit => Encoding.ASCII.GetBytes(unit.Identity.SerialNumber),
        [0x83] = DeviceIdentification.Build,
        [0x86] = _ => ExtendedInquiry(),
        [0xB0] = BlockLimits.Build,
        [0xB1] = _ => BlockCharacteristics(),
        [0xB2] = BlockLimits.BuildProvisioning,
    };

    /// <summary>Builder of a page's body, or null when the page does not exist.</summary>
    public static Func<LogicalUnit, byte[]>? Find(byte pageCode) => Pages.GetValueOrDefault(pageCode);

    /// <summary>Puts the four-byte header before the body.</summary>
    public static byte[] Frame(byte pageCode, ReadOnlySpan<byte> body)
    {
        var page = new byte[4 + body.Length];
        page[1] = pageCode;
        BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(2), (ushort)body.Length);
        body.CopyTo(page.AsSpan(4));
        return page;
    }

    private static byte[] SupportedPages() => [.. Pages.Keys];

    /// <summary>SPC-4 clause 7.8.7: the task attributes HEADSUP, ORDSUP, SIMPSUP, and a volatile cache (V_SUP).</summary>
    private static byte[] ExtendedInquiry()
    {
        var body = new byte[60];
        body[1] = 0x07;
        body[2] = 0x01;
        return body;
    }

    /// <summary>SBC-3 clause 6.5.2: MEDIUM ROTATION RATE 1 is a non-rotating medium.</summary>
    private static byte[] BlockCharacteristics()
    {
        var body = new byte[60];
        body[1] = 0x01;
        return body;
    }
}
