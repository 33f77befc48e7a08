using Google.Protobuf;

namespace VioActors.Persistence.Wire;

/// <summary>
/// The values of messages that were read lately. Every member of a large cluster is told of each of the others: what is equal is read once
/// and kept once, also when a process runs many VIOSes. Holds a bounded number, whatever comes; a message that falls on the place of
/// another replaces it. Thread-safe.
/// </summary>
/// <param name="keyOf">What the place goes by: the same for all versions of one object.</param>
/// <param name="read">Makes the value, which must be immutable; what it throws is thrown on, and nothing is kept.</param>
internal sealed class KnownMessages<TWire, T>(Func<TWire, ByteString?> keyOf, Func<TWire, T> read)
    where TWire : class, IMessage<TWire>
    where T : class
{
    private const int PlaceCount = 4096;

    private readonly Entry?[] _places = new Entry?[PlaceCount];

    public T Read(TWire wire)
    {
        ref var place = ref _places[(uint)(keyOf(wire)?.GetHashCode() ?? 0) % PlaceCount];
        var known = Volatile.Read(ref place);
        if (known is not null && wire.Equals(known.Wire))
        {
            return known.Value;
        }

        var value = read(wire);
        Volatile.Write(ref place, new Entry(wire, value));
        return value;
    }

    private sealed record Entry(TWire Wire, T Value);
}
