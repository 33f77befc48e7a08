namespace VioActors.Persistence.Wire;

/// <summary>
/// The values of texts that were read lately. The data of a large cluster have the same few thousand location codes again and again: they
/// are read once and kept once. Holds a bounded number, whatever comes; a text that falls on the place of another replaces it. Thread-safe.
/// </summary>
/// <param name="parse">Makes the value; what it throws is thrown on, and nothing is kept.</param>
internal sealed class KnownTexts<T>(Func<string, T> parse)
    where T : class
{
    private const int PlaceCount = 4096;

    private readonly Entry?[] _places = new Entry?[PlaceCount];

    public T Read(string text)
    {
        ref var place = ref _places[(uint)text.GetHashCode(StringComparison.Ordinal) % PlaceCount];
        var known = Volatile.Read(ref place);
        if (known is not null && known.Text == text)
        {
            return known.Value;
        }

        var value = parse(text);
        Volatile.Write(ref place, new Entry(text, value));
        return value;
    }

    private sealed record Entry(string Text, T Value);
}
