using System.Buffers;
using System.Buffers.Binary;

namespace Akka.Remote.Wire;

/// <summary>Cuts a stream of bytes into frames, and writes the small frames that hold no message.</summary>
internal static class Frames
{
    /// <summary>
    /// Takes the first frame off <paramref name="buffer"/>; false when it is not complete yet. Throws <see cref="WireFormatException"/> for
    /// a length that no frame has, before anything is kept for it.
    /// </summary>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, int lengthMax, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (buffer.Length < FrameFields.PrefixLength)
            return false;
        Span<byte> prefix = stackalloc byte[FrameFields.PrefixLength];
        buffer.Slice(0, FrameFields.PrefixLength).CopyTo(prefix);
        var length = CheckedLength(prefix, lengthMax);
        if (buffer.Length - FrameFields.PrefixLength < length)
            return false;
        frame = buffer.Slice(FrameFields.PrefixLength, length);
        buffer = buffer.Slice(frame.End);
        return true;
    }

    /// <summary>The length in a prefix. Throws <see cref="WireFormatException"/> outside of 1 to <paramref name="lengthMax"/>.</summary>
    public static int CheckedLength(ReadOnlySpan<byte> prefix, int lengthMax)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        return length > 0 && length <= lengthMax
            ? length
            : throw new WireFormatException($"A frame says it has {(uint)length} bytes; 1 to {lengthMax} are allowed.");
    }

    /// <summary>Writes <paramref name="message"/> as a frame.</summary>
    public static void Write(IBufferWriter<byte> target, WireMessage message)
    {
        var bytes = message.Written;
        var span = target.GetSpan(FrameFields.PrefixLength + bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(span, bytes.Length);
        bytes.CopyTo(span[FrameFields.PrefixLength..]);
        target.Advance(FrameFields.PrefixLength + bytes.Length);
    }
}
