using System.Buffers.Binary;
using System.Text;

namespace Petabridge.Cmd.Protocol;

/// <summary>Reads fields from the bytes of one frame; every length is checked against what is left before anything is
/// allocated.</summary>
internal ref struct FrameReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private ReadOnlySpan<byte> _left = bytes;

    internal byte ReadByte() => Take(1)[0];

    internal bool ReadBoolean() => ReadByte() switch
    {
        0 => false,
        1 => true,
        var other => throw new WireViolationException($"A truth value is 0 or 1, not {other}."),
    };

    internal ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    internal uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    internal string ReadString()
    {
        var length = ReadUInt32();
        if (length > (uint)_left.Length)
        {
            throw new WireViolationException($"A text of {length} bytes is announced where {_left.Length} bytes are left.");
        }

        try
        {
            return StrictUtf8.GetString(Take((int)length));
        }
        catch (DecoderFallbackException)
        {
            throw new WireViolationException("A text is not UTF-8.");
        }
    }

    /// <summary>Reads the length of a list of which every item takes at least <paramref name="itemBytesMin"/> bytes.</summary>
    internal int ReadCount(int countMax, int itemBytesMin)
    {
        var count = ReadUInt16();
        if (count > countMax || count * itemBytesMin > _left.Length)
        {
            throw new WireViolationException($"A list of {count} items is longer than its limit ({countMax}) or than the frame.");
        }

        return count;
    }

    internal readonly void End()
    {
        if (_left.Length != 0)
        {
            throw new WireViolationException($"The frame has {_left.Length} bytes after its last field.");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _left.Length)
        {
            throw new WireViolationException($"The frame ends where {count} more bytes are due.");
        }

        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }
}
