namespace Petabridge.Cmd.Protocol;

/// <summary>Bounds of the wire protocol that both sides hold to. Sizes in bytes of the frame without its four-byte length.</summary>
internal static class WireLimits
{
    internal const ushort Version = 1;

    /// <summary>Spells "PBMW": a stray browser or scanner is told apart at once.</summary>
    internal const uint Magic = 0x50424D57;

    internal const int HeaderBytes = 4;

    /// <summary>Client to host. A command line is short; 64 KiB leaves room for a pasted document as a value.</summary>
    internal const int RequestBytesMax = 64 * 1024;

    /// <summary>Host to client: the largest palette; output is cut into chunks far below it.</summary>
    internal const int ReplyBytesMax = 256 * 1024;

    /// <summary>One output frame: at most three bytes of UTF-8 a char keep it below <see cref="ReplyBytesMax"/>.</summary>
    internal const int OutputChunkChars = 16 * 1024;

    internal const int TokensMax = 256;

    internal const int PalettesMax = 256;
}
