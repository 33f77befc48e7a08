namespace VioActors.Actors.Vios.Cke.Wire;

/// <summary>
/// Frames that go out together, in order: headers and small payloads in one buffer, large payloads where they are. How many there are is
/// bounded by what may be on its way. Not thread-safe.
/// </summary>
internal sealed class SendQueue
{
    /// <summary>Up to here a copy is cheaper than another call of the system.</summary>
    public const int CopiedMax = 16 * 1024;

    private const int KeptBytesMax = 1 << 20;
    private const int FirstBytes = 1024;
    private readonly List<(int Before, ReadOnlyMemory<byte> Payload)> _large = [];
    private readonly List<(ISentFrame Owner, bool OwesPayload)> _frames = [];
    private byte[] _bytes = new byte[FirstBytes];
    private int _count;
    private int _place;
    private int _offset;

    public bool IsEmpty => _count == 0;

    /// <summary>All that is queued, in bytes.</summary>
    public long SizeBytes { get; private set; }

    /// <returns>Whether the payload was copied.</returns>
    public bool Add(in CkeFrame frame, ReadOnlyMemory<byte> payload, ISentFrame? owner)
    {
        var isCopied = payload.Length <= CopiedMax;
        var size = CkeFrame.SizeBytes + (isCopied ? payload.Length : 0);
        if (_bytes.Length - _count < size)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _count + size));
        frame.Write(_bytes.AsSpan(_count));
        if (isCopied)
            payload.Span.CopyTo(_bytes.AsSpan(_count + CkeFrame.SizeBytes));
        _count += size;
        SizeBytes += CkeFrame.SizeBytes + payload.Length;
        if (!isCopied)
            _large.Add((_count, payload));
        if (owner is not null)
            _frames.Add((owner, !isCopied));
        return isCopied;
    }

    /// <summary>The pieces that are to be sent next, in order, none empty.</summary>
    /// <returns>How many; 0 when all was sent.</returns>
    public int Next(Span<ReadOnlyMemory<byte>> parts)
    {
        var count = 0;
        for (var (place, offset) = (_place, _offset); count < parts.Length && place < PlaceCount; (place, offset) = (place + 1, 0))
        {
            if (PartAt(place)[offset..] is { IsEmpty: false } part)
                parts[count++] = part;
        }

        return count;
    }

    /// <param name="sentBytes">Of those that <see cref="Next"/> gave, from the first on.</param>
    public void Advance(int sentBytes)
    {
        while (sentBytes > 0)
        {
            var left = PartAt(_place).Length - _offset;
            if (sentBytes < left)
            {
                _offset += sentBytes;
                return;
            }

            sentBytes -= left;
            (_place, _offset) = (_place + 1, 0);
        }
    }

    /// <summary>Forgets all of it and tells the owners.</summary>
    public void Clear()
    {
        foreach (var (owner, owesPayload) in _frames)
        {
            if (owesPayload)
                owner.FreePayload();
            owner.EndSending();
        }

        _frames.Clear();
        _large.Clear();
        (_count, _place, _offset, SizeBytes) = (0, 0, 0, 0);
        if (_bytes.Length > KeptBytesMax)
            _bytes = new byte[FirstBytes];
    }

    // Own bytes up to a payload, that payload, own bytes up to the next …
    private int PlaceCount => (2 * _large.Count) + 1;

    private ReadOnlyMemory<byte> PartAt(int place)
    {
        var index = place / 2;
        if (place % 2 == 1)
            return _large[index].Payload;
        var from = index == 0 ? 0 : _large[index - 1].Before;
        return _bytes.AsMemory(from, (index < _large.Count ? _large[index].Before : _count) - from);
    }
}
