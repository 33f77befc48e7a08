using System.Buffers.Binary;
using System.Text;
using VioActors.Scsi.Commands;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Scsi.Inquiry;

/// <summary>Vital product data pages (SPC-4 clause 7.8, SBC-3 clause 6.5): what page 00h lists is what there is. Thread-safe.</summary>
internal static class VpdPages
{
    private const byte ThirdPartyCopyPage = 0x8F;

    /// <summary>First page that is only a disk's.</summary>
    private const byte BlockPages = 0xB0;

    /// <summary>Ascending, as page 00h wants it; those that a unit does not have are left out.</summary>
    private static readonly SortedList<byte, Func<LogicalUnit, byte[]>> Pages = new()
    {
        [0x00] = SupportedPages,
        [0x80] = unit => Encoding.ASCII.GetBytes(unit.Identity.SerialNumber),
        [0x83] = DeviceIdentification.Build,
        [0x85] = _ => [],
        [0x86] = _ => ExtendedInquiry(),
        [ThirdPartyCopyPage] = ThirdPartyCopy.Build,
        [0xB0] = BlockLimits.Build,
        [0xB1] = BlockCharacteristics,
        [0xB2] = BlockLimits.BuildProvisioning,
    };

    /// <summary>Builder of a page's body, or null when the page does not exist.</summary>
    public static Func<LogicalUnit, byte[]>? Find(LogicalUnit unit, byte pageCode) =>
        Has(unit, pageCode) ? Pages.GetValueOrDefault(pageCode) : null;

    /// <summary>Puts the four-byte header before the body.</summary>
    public static byte[] Frame(LogicalUnit unit, byte pageCode, ReadOnlySpan<byte> body)
    {
        var page = new byte[4 + body.Length];
        page[0] = StandardInquiry.PeripheralOf(unit.Kind);
        page[1] = pageCode;
        BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(2), (ushort)body.Length);
        body.CopyTo(page.AsSpan(4));
        return page;
    }

    private static bool Has(LogicalUnit unit, byte pageCode) => pageCode switch
    {
        ThirdPartyCopyPage => unit.CopyTargets is not null,
        >= BlockPages => unit.Kind != DeviceKind.Optical,
        _ => true,
    };

    private static byte[] SupportedPages(LogicalUnit unit) => [.. Pages.Keys.Where(page => Has(unit, page))];

    /// <summary>
    /// SPC-4 clause 7.8.7: the task attributes HEADSUP, ORDSUP, SIMPSUP, a volatile cache (V_SUP), and the longest sense data, as the
    /// control extension mode page has it.
    /// </summary>
    private static byte[] ExtendedInquiry()
    {
        var body = new byte[60];
        body[1] = 0x07;
        body[2] = 0x01;
        body[9] = 252;
        return body;
    }

    /// <summary>
    /// SBC-3 clause 6.5.2: MEDIUM ROTATION RATE 1 is a non-rotating medium; WABEREQ 01b, where BLOCK ERASE exists: what it wiped can be
    /// read before it is written.
    /// </summary>
    private static byte[] BlockCharacteristics(LogicalUnit unit)
    {
        var body = new byte[60];
        body[1] = 0x01;
        body[3] = (byte)(unit.Thin is null ? 0 : 0x40);
        return body;
    }
}
