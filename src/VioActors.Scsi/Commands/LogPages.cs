using System.Buffers.Binary;

namespace VioActors.Scsi.Commands;

/// <summary>The log pages of a unit (SPC-4 clause 7.3, SBC-3 clause 6.3) as LOG SENSE returns them. Thread-safe.</summary>
internal static class LogPages
{
    public const byte Supported = 0x00;
    public const byte Provisioning = 0x0C;
    public const byte Statistics = 0x19;
    public const byte InformationalExceptions = 0x2F;

    /// <summary>DS: nothing is saved.</summary>
    private const byte DisableSave = 0x80;

    /// <summary>SPF: subpage format.</summary>
    private const byte SubpageFormat = 0x40;

    /// <summary>FORMAT AND LINKING 11b: a binary list parameter; DU zero.</summary>
    private const byte BinaryList = 0x03;

    /// <summary>Ascending; the provisioning page is a thin unit's.</summary>
    public static byte[] CodesOf(LogicalUnit unit) => unit.Provisioning is null || unit.Thin is null
        ? [Supported, Statistics, InformationalExceptions]
        : [Supported, Provisioning, Statistics, InformationalExceptions];

    /// <summary>SPC-4 clause 7.3.13: DS and SPF are zero.</summary>
    public static byte[] ListPages(LogicalUnit unit)
    {
        var codes = CodesOf(unit);
        return [Supported, 0, 0, (byte)codes.Length, .. codes];
    }

    /// <summary>SPC-4 clause 7.3.14: SPF is one; the list of subpages is the only page with one.</summary>
    public static byte[] ListSubpages(LogicalUnit unit)
    {
        byte[] body = [Supported, 0x00, Supported, 0xFF, .. CodesOf(unit)[1..].SelectMany(code => (byte[])[code, 0x00])];
        return [SubpageFormat, 0xFF, 0, (byte)body.Length, .. body];
    }

    /// <summary>
    /// SPC-4 clause 7.3.8: parameter 0000h, no additional sense code, which says that no failure is foreseen, temperature FFh: not known.
    /// </summary>
    public static byte[] BuildInformationalExceptions() =>
        [DisableSave | InformationalExceptions, 0, 0, 8, 0, 0, BinaryList, 4, 0, 0, 0xFF, 0];

    /// <summary>
    /// Logical block provisioning (SBC-3 clause 6.3.4): parameter 0001h, available, and 0002h, used, in threshold sets; for an unlimited
    /// count FFFFFFFFh. SCOPE 01b: of this unit; 10b: it may be others' too.
    /// </summary>
    public static byte[] BuildProvisioning(DeviceServer.ProvisionedSpace space, int thresholdExponent)
    {
        var page = new byte[28];
        page[0] = DisableSave | Provisioning;
        page[3] = (byte)(page.Length - 4);
        WriteResource(page.AsSpan(4), 1, space.AvailableBlocks >> thresholdExponent, 0x02);
        WriteResource(page.AsSpan(16), 2, space.UsedBlocks >> thresholdExponent, 0x01);
        return page;
    }

    /// <summary>
    /// General statistics and performance (SPC-4 clause 7.3.7), parameter 0001h: commands and blocks. Times are not measured: zero.
    /// </summary>
    public static byte[] BuildStatistics(UnitStatistics counts)
    {
        var page = new byte[8 + 64];
        page[0] = DisableSave | Statistics;
        page[3] = (byte)(page.Length - 4);
        page[5] = 0x01;
        page[6] = BinaryList;
        page[7] = 64;
        BinaryPrimitives.WriteInt64BigEndian(page.AsSpan(8), counts.Reads);
        BinaryPrimitives.WriteInt64BigEndian(page.AsSpan(16), counts.Writes);
        BinaryPrimitives.WriteInt64BigEndian(page.AsSpan(24), counts.BlocksWritten);
        BinaryPrimitives.WriteInt64BigEndian(page.AsSpan(32), counts.BlocksRead);
        return page;
    }

    private static void WriteResource(Span<byte> parameter, ushort code, long count, byte scope)
    {
        BinaryPrimitives.WriteUInt16BigEndian(parameter, code);
        parameter[2] = BinaryList;
        parameter[3] = 8;
        BinaryPrimitives.WriteUInt32BigEndian(parameter[4..], (uint)Math.Clamp(count, 0, uint.MaxValue));
        parameter[8] = scope;
    }
}
