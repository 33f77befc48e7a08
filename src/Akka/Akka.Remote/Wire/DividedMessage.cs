namespace Akka.Remote.Wire;

/// <summary>
/// A payload that is coming in parts. Memory is taken as they come, not as much as the first one says will come. Belongs to the one reader
/// of the connection.
/// </summary>
internal sealed class DividedMessage(in FrameDecoder.Names names, int serializerId, int total)
{
    private byte[] _bytes = [];
    private int _count;

    public FrameDecoder.Names Names { get; } = names;

    public int SerializerId { get; } = serializerId;

    public bool IsComplete => _count == total;

    /// <summary>The whole payload, when it is complete.</summary>
    public byte[] Payload => _bytes;

    /// <summary>Takes the next part. Throws <see cref="WireFormatException"/> for one that is empty or goes beyond the end.</summary>
    public void Append(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty || part.Length > total - _count)
            throw new WireFormatException($"A part has {part.Length} bytes, of its message {total - _count} are to come.");
        if (_bytes.Length - _count < part.Length)
            Array.Resize(ref _bytes, (int)Math.Min(total, Math.Max((long)_count + part.Length, 2L * _bytes.Length)));
        part.CopyTo(_bytes.AsSpan(_count));
        _count += part.Length;
        if (IsComplete && _bytes.Length != total)
            Array.Resize(ref _bytes, total);
    }
}
