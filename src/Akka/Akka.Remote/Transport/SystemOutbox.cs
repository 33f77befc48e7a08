using Akka.Remote.Wire;

namespace Akka.Remote.Transport;

/// <summary>
/// The system messages to one peer that it has not acknowledged, numbered from 1 for each of its incarnations. Thread-safe.
/// </summary>
internal sealed class SystemOutbox(int capacity, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<Entry> _entries = new();
    private long _last;
    private long _progress;

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _entries.Count == 0;
        }
    }

    /// <summary>Adds a message; false when there are too many.</summary>
    public bool TryAdd(string recipient, int serializerId, string manifest, byte[] payload)
    {
        lock (_gate)
        {
            if (_entries.Count >= capacity)
                return false;
            if (_entries.Count == 0)
                _progress = time.GetTimestamp();
            _entries.Enqueue(new Entry(++_last, recipient, serializerId, manifest, payload));
            return true;
        }
    }

    /// <summary>The peer has delivered everything up to <paramref name="number"/>.</summary>
    public void Acknowledge(long number)
    {
        lock (_gate)
        {
            if (number > _last)
                return;
            while (_entries.TryPeek(out var first) && first.Number <= number)
            {
                _entries.Dequeue();
                _progress = time.GetTimestamp();
            }
        }
    }

    /// <summary>Up to <paramref name="limit"/> messages behind <paramref name="number"/>, oldest first.</summary>
    public IReadOnlyList<Entry> After(long number, int limit)
    {
        lock (_gate)
        {
            if (_entries.Count == 0 || _last <= number)
                return [];
            return [.. _entries.SkipWhile(entry => entry.Number <= number).Take(limit)];
        }
    }

    /// <summary>Numbers what is left from 1, for another incarnation of the peer.</summary>
    public void Renumber()
    {
        lock (_gate)
        {
            var left = _entries.ToArray();
            _entries.Clear();
            _last = 0;
            foreach (var entry in left)
                _entries.Enqueue(entry with { Number = ++_last });
        }
    }

    public void Clear()
    {
        lock (_gate)
            _entries.Clear();
    }

    /// <summary>For how long nothing was acknowledged although something waits for it.</summary>
    public TimeSpan Silence()
    {
        lock (_gate)
            return _entries.Count == 0 ? TimeSpan.Zero : time.GetElapsedTime(_progress);
    }

    /// <summary>One message.</summary>
    internal sealed record Entry(long Number, string Recipient, int SerializerId, string Manifest, byte[] Payload)
    {
        public WireMessage ToFrame() => new WireMessage()
            .Text(FrameFields.RecipientPath, Recipient)
            .SignedInt32(FrameFields.Serializer, SerializerId)
            .Text(FrameFields.ManifestText, Manifest)
            .Number(FrameFields.Sequence, (ulong)Number)
            .Bytes(FrameFields.Payload, Payload);
    }
}
