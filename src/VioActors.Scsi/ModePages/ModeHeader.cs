using System.Buffers.Binary;
using VioActors.Scsi.Backend;

namespace VioActors.Scsi.ModePages;

/// <summary>Bits of the mode parameter header (SPC-4 clause 7.5.4, SBC-3 clause 6.4.2).</summary>
internal static class ModeHeader
{
    public const byte WriteProtect = 0x80;
    public const byte DpoFua = 0x10;
    public const byte LongLba = 0x01;
}

/// <summary>Mode parameter block descriptors (SBC-3 clause 6.4.3). Thread-safe.</summary>
internal static class ModeBlockDescriptor
{
    public const int ShortSizeBytes = 8;
    public const int LongSizeBytes = 16;

    /// <summary>Number of blocks and block length; a capacity that the short form cannot hold is FFFFFFFFh.</summary>
    public static byte[] Encode(IBlockBackend backend, bool isLong)
    {
        var descriptor = new byte[isLong ? LongSizeBytes : ShortSizeBytes];
        if (isLong)
        {
            BinaryPrimitives.WriteInt64BigEndian(descriptor, backend.BlockCount);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(descriptor, (uint)Math.Min(backend.BlockCount, uint.MaxValue));
        }

        BinaryPrimitives.WriteUInt32BigEndian(descriptor.AsSpan(descriptor.Length - 4), (uint)backend.BlockSizeBytes);
        return descriptor;
    }

    /// <summary>
    /// Whether a descriptor of MODE SELECT asks for what is there: the block length cannot change, and the number of blocks is the current
    /// one,
    /// zero (leave it) or all ones (the most there is).
    /// </summary>
    public static bool IsAcceptable(ReadOnlySpan<byte> descriptor, IBlockBackend backend)
    {
        var isLong = descriptor.Length == LongSizeBytes;
        var current = Encode(backend, isLong);
        var countBytes = isLong ? 8 : 4;
        var blocks = descriptor[..countBytes];
        var isCountFine = blocks.SequenceEqual(current.AsSpan(0, countBytes))
            || blocks.IndexOfAnyExcept((byte)0) < 0 || blocks.IndexOfAnyExcept((byte)0xFF) < 0;
        return isCountFine && descriptor[countBytes..].SequenceEqual(current.AsSpan(countBytes));
    }
}
