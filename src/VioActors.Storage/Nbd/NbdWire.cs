namespace VioActors.Storage.Nbd;

/// <summary>Commands of the transmission phase (NBD protocol, "Request types").</summary>
internal enum NbdCommand : ushort
{
    Read = 0,
    Write = 1,
    Disconnect = 2,
    Flush = 3,
    Trim = 4,
    WriteZeroes = 6,
}

/// <summary>Numbers of the NBD protocol ("Values"); everything on the wire is big-endian.</summary>
internal static class NbdWire
{
    public const ulong ServerMagic = 0x4e42444d41474943;
    public const ulong OptionMagic = 0x49484156454F5054;
    public const ulong OptionReplyMagic = 0x0003e889045565a9;
    public const uint RequestMagic = 0x25609513;
    public const uint SimpleReplyMagic = 0x67446698;
    public const uint StructuredReplyMagic = 0x668e33ef;

    public const ushort FlagFixedNewstyle = 1;
    public const ushort FlagNoZeroes = 2;

    public const uint OptionAbort = 2;
    public const uint OptionGo = 7;
    public const uint OptionStructuredReply = 8;

    public const uint ReplyAck = 1;
    public const uint ReplyInfo = 3;
    public const uint ReplyErrorBit = 1u << 31;

    public const ushort InfoExport = 0;
    public const ushort InfoBlockSize = 3;

    public const ushort CommandFua = 1;

    public const ushort ChunkDone = 1;
    public const ushort ChunkNone = 0;
    public const ushort ChunkOffsetData = 1;
    public const ushort ChunkOffsetHole = 2;
    public const ushort ChunkErrorBit = 1 << 15;

    public const int RequestBytes = 28;
    public const int SimpleReplyBytes = 16;
    public const int StructuredReplyBytes = 20;

    public const uint ErrnoNoSpace = 28;
    public const uint ErrnoShutdown = 108;
}
