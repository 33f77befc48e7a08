using System.Text;

namespace Akka.Remote.Wire;

/// <summary>
/// Reads the fields of one Protobuf message from bytes that may be anything. Throws <see cref="WireFormatException"/> when they are no
/// such message; never reads beyond them and allocates nothing but the texts asked for.
/// </summary>
internal ref struct WireReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _total;
    private int _position;
    private int _wireType;

    public WireReader(ReadOnlySpan<byte> bytes)
        : this(bytes, bytes.Length)
    {
    }

    /// <summary>
    /// As above, when only the first bytes of a message of <paramref name="totalLength"/> are at hand: a last field may go beyond them.
    /// </summary>
    public WireReader(ReadOnlySpan<byte> bytes, int totalLength)
    {
        _bytes = bytes;
        _total = totalLength;
    }

    /// <summary>Where the next field begins.</summary>
    public readonly int Position => _position;

    /// <summary>Goes to the next field; 0 at the end.</summary>
    public int NextField()
    {
        if (_position == _total)
            return 0;
        var tag = Varint64();
        var field = tag >> 3;
        _wireType = (int)(tag & 7);
        if (field is 0 or > 0x1FFFFFFF)
            throw new WireFormatException($"Field number {field} is outside of 1 to 2^29-1.");
        return (int)field;
    }

    public ulong Number()
    {
        Expect(0);
        return Varint64();
    }

    public int Int32()
    {
        var value = Number();
        return value <= int.MaxValue ? (int)value : throw new WireFormatException($"{value} is no 32-bit count.");
    }

    public int SignedInt32() => Wire.Varint.UnZigZag(Number());

    public bool Flag() => Number() != 0;

    public ReadOnlySpan<byte> Bytes()
    {
        var length = Length();
        if (length > _bytes.Length - _position)
            throw new WireFormatException("The fields before the payload are too long.");
        var bytes = _bytes.Slice(_position, length);
        _position += length;
        return bytes;
    }

    /// <summary>The length of a bytes field, whose first byte is then at <see cref="Position"/>.</summary>
    public int Length()
    {
        Expect(2);
        var length = Varint64();
        return length <= (ulong)(_total - _position)
            ? (int)length
            : throw new WireFormatException($"A field says it has {length} bytes, but only {_total - _position} are left.");
    }

    public string Text()
    {
        try
        {
            return StrictUtf8.GetString(Bytes());
        }
        catch (DecoderFallbackException error)
        {
            throw new WireFormatException("A text is not UTF-8.", error);
        }
    }

    /// <summary>Passes over the value of a field that this version does not know.</summary>
    public void Skip()
    {
        switch (_wireType)
        {
            case 0:
                Varint64();
                break;
            case 1:
                Advance(8);
                break;
            case 2:
                Bytes();
                break;
            case 5:
                Advance(4);
                break;
            default:
                throw new WireFormatException($"There is no wire type {_wireType}.");
        }
    }

    private void Advance(int count)
    {
        if (_bytes.Length - _position < count)
            throw new WireFormatException("A fixed-width field is cut off.");
        _position += count;
    }

    private readonly void Expect(int wireType)
    {
        if (_wireType != wireType)
            throw new WireFormatException($"A field has wire type {_wireType} instead of {wireType}.");
    }

    private ulong Varint64()
    {
        var bytes = _bytes;
        var at = _position;
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= bytes.Length)
                throw new WireFormatException("A number is cut off.");
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                _position = at;
                return value;
            }
        }

        throw new WireFormatException("A number is longer than 10 bytes.");
    }
}
