namespace VioActors.Iscsi.Pdu;

/// <summary>
/// The part of the 48-byte basic header segment that all PDUs share (RFC 7143 clause 11.2.1). A view: reads and writes go to the span it
/// was
/// made over, which must be at least <see cref="SizeBytes"/> long.
/// </summary>
public readonly ref struct BasicHeader(Span<byte> header)
{
    /// <summary>Size of a basic header segment in bytes.</summary>
    public const int SizeBytes = 48;

    /// <summary>Most bytes that additional header segments can take: the length field counts four-byte words in one byte.</summary>
    public const int AhsSizeBytesMax = 255 * 4;

    /// <summary>Reserved value of both kinds of task tag.</summary>
    public const uint NoTag = 0xFFFFFFFF;

    private readonly Span<byte> _header = header;

    public Opcode Opcode
    {
        get => (Opcode)(_header[0] & 0x3F);
        set => _header[0] = (byte)((_header[0] & 0xC0) | (byte)value);
    }

    public bool Immediate
    {
        get => _header.GetFlag(0, 0x40);
        set => _header.SetFlag(0, 0x40, value);
    }

    public bool Final
    {
        get => _header.GetFlag(1, 0x80);
        set => _header.SetFlag(1, 0x80, value);
    }

    /// <summary>Size of the additional header segments in bytes, a multiple of four.</summary>
    public int AhsSizeBytes
    {
        get => _header[4] * 4;
        set => _header[4] = checked((byte)(value / 4));
    }

    /// <summary>Data segment length in bytes without padding, 0 to 2^24 - 1.</summary>
    public int DataSizeBytes
    {
        get => (int)(_header.GetUInt32(4) & 0xFFFFFF);
        set => _header.SetUInt32(4, (_header.GetUInt32(4) & 0xFF000000) | (uint)value);
    }

    public ulong LunField
    {
        get => _header.GetUInt64(8);
        set => _header.SetUInt64(8, value);
    }

    public uint InitiatorTaskTag
    {
        get => _header.GetUInt32(16);
        set => _header.SetUInt32(16, value);
    }

    /// <summary>CmdSN of the request PDUs that carry one; not of Data-Out and SNACK.</summary>
    public uint CmdSn
    {
        get => _header.GetUInt32(24);
        set => _header.SetUInt32(24, value);
    }

    /// <summary>ExpStatSN, at the same place in every initiator PDU.</summary>
    public uint ExpStatSn
    {
        get => _header.GetUInt32(28);
        set => _header.SetUInt32(28, value);
    }

    /// <summary>Zeroes the header and writes the opcode, with the final bit where it is mandatory.</summary>
    public static Span<byte> Start(Span<byte> header, Opcode opcode, bool final = true)
    {
        header = header[..SizeBytes];
        header.Clear();
        header[0] = (byte)opcode;
        header[1] = final ? (byte)0x80 : (byte)0;
        return header;
    }

    /// <summary>Padding after <paramref name="sizeBytes"/> bytes up to the next four-byte word (clause 11.2.3).</summary>
    public static int PaddingSizeBytes(int sizeBytes) => -sizeBytes & 3;
}
