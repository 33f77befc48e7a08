using System.Runtime.CompilerServices;

namespace VioActors.Persistence.Wire;

/// <summary>
/// The bytes of values that were written lately, and the values of bytes that were read lately: what a thousand VIOSes are told is written
/// once, and a process that runs many of them reads it once and keeps it once. Holds a bounded number of a bounded length, whatever comes;
/// one that falls on the place of another replaces it. A value that nobody else keeps is not kept for what was written of it. Thread-safe.
/// </summary>
/// <param name="write">Makes the bytes, which nobody changes.</param>
/// <param name="read">Makes the value, which must be immutable; what it throws is thrown on, and nothing is kept.</param>
/// <param name="content">The bytes to compare by.</param>
internal sealed class SharedForms<T, TBytes>(Func<T, TBytes> write, Func<TBytes, T> read, Func<TBytes, ReadOnlyMemory<byte>> content)
    where T : class
    where TBytes : class
{
    private const int PlaceCount = 64;
    private const int LengthMax = 4 << 20;

    private readonly Written?[] _written = new Written?[PlaceCount];
    private readonly Known?[] _known = new Known?[PlaceCount];

    public TBytes Write(T value)
    {
        ref var place = ref _written[(uint)RuntimeHelpers.GetHashCode(value) % PlaceCount];
        var former = Volatile.Read(ref place);
        if (former is not null && former.Value.TryGetTarget(out var known) && ReferenceEquals(known, value))
        {
            return former.Bytes;
        }

        var bytes = write(value);
        if (content(bytes).Length <= LengthMax)
        {
            Volatile.Write(ref place, new Written(new WeakReference<T>(value), bytes));
        }

        return bytes;
    }

    public T Read(TBytes bytes)
    {
        var span = content(bytes).Span;
        ref var place = ref _known[span.Length % PlaceCount];
        var former = Volatile.Read(ref place);
        if (former is not null && content(former.Bytes).Span.SequenceEqual(span))
        {
            return former.Value;
        }

        var value = read(bytes);
        if (span.Length <= LengthMax)
        {
            Volatile.Write(ref place, new Known(bytes, value));
        }

        return value;
    }

    private sealed record Written(WeakReference<T> Value, TBytes Bytes);

    private sealed record Known(TBytes Bytes, T Value);
}
