using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Petabridge.Cmd.Protocol;

/// <summary>Writes the fields of one frame behind its length.</summary>
internal sealed class FrameWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    internal FrameWriter(FrameKind kind)
    {
        _bytes.Advance(WireLimits.HeaderBytes);
        WriteByte((byte)kind);
    }

    internal void WriteByte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    internal void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    internal void WriteUInt16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.GetSpan(2), checked((ushort)value));
        _bytes.Advance(2);
    }

    internal void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    internal void WriteString(string value)
    {
        WriteUInt32((uint)Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _bytes);
    }

    /// <returns>The frame with its length in front.</returns>
    /// <exception cref="ArgumentException">The frame is longer than <paramref name="bytesMax"/>.</exception>
    internal byte[] ToFrame(int bytesMax)
    {
        var frame = _bytes.WrittenSpan.ToArray();
        var length = frame.Length - WireLimits.HeaderBytes;
        if (length > bytesMax)
        {
            throw new ArgumentException($"The frame has {length} bytes, {bytesMax} are allowed.");
        }

        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)length);
        return frame;
    }
}
