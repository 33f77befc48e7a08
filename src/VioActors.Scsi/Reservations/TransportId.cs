using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace VioActors.Scsi.Reservations;

/// <summary>
/// TransportIDs of iSCSI (SPC-4 clause 7.6.4.6): name and ISID of an initiator port; and of Fibre Channel (clause 7.6.4.2): its N_Port
/// name,
/// which is written <c>naa.c0507601a2b30004</c> elsewhere. Thread-safe.
/// </summary>
internal static class TransportId
{
    private const byte IscsiPort = 0x45;
    private const string Separator = ",i,0x";
    private const int HeaderSizeBytes = 4;
    private const int NameBytesMax = 223;
    private const byte FibreChannelPort = 0x00;
    private const int FibreChannelBytes = 24;
    private const string FibreChannelPrefix = "naa.";

    /// <summary>
    /// TPID FORMAT 01b: <c>name,i,0x</c> and twelve hexadecimal digits, null terminated and padded to a multiple of four.
    /// </summary>
    public static byte[] Encode(string initiatorName, ulong qualifier)
    {
        if (TryParsePortName(initiatorName, out var portName))
        {
            var fibreChannel = new byte[FibreChannelBytes];
            BinaryPrimitives.WriteUInt64BigEndian(fibreChannel.AsSpan(8), portName);
            return fibreChannel;
        }

        var text = Encoding.UTF8.GetBytes($"{initiatorName}{Separator}{qualifier:x12}");
        var padded = Math.Max(20, (text.Length + 4) & ~3);
        var id = new byte[HeaderSizeBytes + padded];
        id[0] = IscsiPort;
        BinaryPrimitives.WriteUInt16BigEndian(id.AsSpan(2), (ushort)padded);
        text.CopyTo(id.AsSpan(HeaderSizeBytes));
        return id;
    }

    /// <summary>Bytes of the TransportID that begins here, as it says itself; <see cref="int.MaxValue"/> when too few are there to
    /// tell.</summary>
    public static int SizeOf(ReadOnlySpan<byte> id) => id.Length < HeaderSizeBytes ? int.MaxValue
        : id[0] == FibreChannelPort ? FibreChannelBytes
        : HeaderSizeBytes + BinaryPrimitives.ReadUInt16BigEndian(id[2..]);

    /// <summary>Reads what <see cref="Encode"/> writes; false for any other protocol, format or length.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> id, out string initiatorName, out ulong qualifier)
    {
        initiatorName = "";
        qualifier = 0;
        if (id.Length == FibreChannelBytes && id[0] == FibreChannelPort)
        {
            var name = BinaryPrimitives.ReadUInt64BigEndian(id[8..]);
            initiatorName = string.Create(CultureInfo.InvariantCulture, $"{FibreChannelPrefix}{name:x16}");
            return name != 0 && id[1..8].IndexOfAnyExcept((byte)0) < 0 && id[16..].IndexOfAnyExcept((byte)0) < 0;
        }

        if (id.Length < HeaderSizeBytes || id[0] != IscsiPort)
        {
            return false;
        }

        int padded = BinaryPrimitives.ReadUInt16BigEndian(id[2..]);
        if (padded < 20 || padded % 4 != 0 || id.Length != HeaderSizeBytes + padded)
        {
            return false;
        }

        var body = id[HeaderSizeBytes..];
        var end = body.IndexOf((byte)0);
        var text = end < 0 ? "" : Encoding.UTF8.GetString(body[..end]);
        var at = text.IndexOf(Separator, StringComparison.Ordinal);
        if (at is <= 0 or > NameBytesMax)
        {
            return false;
        }

        initiatorName = text[..at];
        var digits = text.AsSpan(at + Separator.Length);
        return digits.Length == 12 && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out qualifier);
    }

    private static bool TryParsePortName(string initiatorName, out ulong portName)
    {
        portName = 0;
        return initiatorName.Length == FibreChannelPrefix.Length + 16
            && initiatorName.StartsWith(FibreChannelPrefix, StringComparison.Ordinal)
            && ulong.TryParse(
                initiatorName.AsSpan(FibreChannelPrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out portName);
    }
}
