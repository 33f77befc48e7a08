using System.Buffers;
using System.Text;

namespace Akka.Remote.Wire;

/// <summary>Writes one small Protobuf message, field by field. For what is rare; user messages go the way without arrays.</summary>
internal sealed class WireMessage
{
    private readonly ArrayBufferWriter<byte> _buffer = new(64);

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public WireMessage Number(int field, ulong value)
    {
        Raw((ulong)field << 3);
        Raw(value);
        return this;
    }

    public WireMessage SignedInt32(int field, int value) => Number(field, Varint.ZigZag(value));

    public WireMessage Flag(int field, bool value) => value ? Number(field, 1) : this;

    public WireMessage Text(int field, string? value)
    {
        if (value is null)
            return this;
        Raw(((ulong)field << 3) | 2);
        Raw((ulong)Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _buffer);
        return this;
    }

    public WireMessage Bytes(int field, ReadOnlySpan<byte> value)
    {
        Raw(((ulong)field << 3) | 2);
        Raw((ulong)value.Length);
        _buffer.Write(value);
        return this;
    }

    public WireMessage Message(int field, WireMessage value) => Bytes(field, value.Written);

    private void Raw(ulong value) => _buffer.Advance(Varint.Write(_buffer.GetSpan(10), value));
}
