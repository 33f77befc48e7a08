using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Akka.Serialization;

/// <summary>Maps whose keys are no texts, numbers or the like: a list of pairs. Thread-safe.</summary>
internal sealed class MapJsonConverterFactory : JsonConverterFactory
{
    private static readonly Dictionary<Type, Type> Converters = new()
    {
        [typeof(Dictionary<,>)] = typeof(DictionaryConverter<,,>),
        [typeof(IDictionary<,>)] = typeof(DictionaryConverter<,,>),
        [typeof(IReadOnlyDictionary<,>)] = typeof(DictionaryConverter<,,>),
        [typeof(ImmutableDictionary<,>)] = typeof(ImmutableConverter<,,>),
        [typeof(IImmutableDictionary<,>)] = typeof(ImmutableConverter<,,>),
        [typeof(SortedDictionary<,>)] = typeof(SortedConverter<,>),
        [typeof(ImmutableSortedDictionary<,>)] = typeof(ImmutableSortedConverter<,>),
    };

    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType
        && Converters.ContainsKey(typeToConvert.GetGenericTypeDefinition())
        && !IsText(typeToConvert.GetGenericArguments()[0]);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var converter = Converters[typeToConvert.GetGenericTypeDefinition()];
        var arguments = typeToConvert.GetGenericArguments();
        if (converter.GetGenericArguments().Length == 3)
            arguments = [typeToConvert, .. arguments];
        return (JsonConverter)Activator.CreateInstance(converter.MakeGenericType(arguments))!;
    }

    private static bool IsText(Type key) =>
        key.IsPrimitive || key.IsEnum || key == typeof(string) || key == typeof(decimal) || key == typeof(Guid) || key == typeof(Uri)
        || key == typeof(DateTime) || key == typeof(DateTimeOffset) || key == typeof(TimeSpan) || key == typeof(Version);

    private abstract class PairsConverter<TMap, TKey, TValue> : JsonConverter<TMap>
        where TKey : notnull
        where TMap : class, IEnumerable<KeyValuePair<TKey, TValue>>
    {
        public override TMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var pairs = JsonSerializer.Deserialize<List<KeyValuePair<TKey, TValue>>>(ref reader, options)
                ?? throw new JsonException("A list of pairs was expected.");
            return pairs.Any(pair => pair.Key is null) ? throw new JsonException("A map cannot have a key that is null.") : Make(pairs);
        }

        public override void Write(Utf8JsonWriter writer, TMap value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize<IEnumerable<KeyValuePair<TKey, TValue>>>(writer, value.ToList(), options);

        protected abstract TMap Make(IEnumerable<KeyValuePair<TKey, TValue>> pairs);
    }

    private sealed class DictionaryConverter<TMap, TKey, TValue> : PairsConverter<TMap, TKey, TValue>
        where TKey : notnull
        where TMap : class, IEnumerable<KeyValuePair<TKey, TValue>>
    {
        protected override TMap Make(IEnumerable<KeyValuePair<TKey, TValue>> pairs) => (TMap)(object)new Dictionary<TKey, TValue>(pairs);
    }

    private sealed class ImmutableConverter<TMap, TKey, TValue> : PairsConverter<TMap, TKey, TValue>
        where TKey : notnull
        where TMap : class, IEnumerable<KeyValuePair<TKey, TValue>>
    {
        protected override TMap Make(IEnumerable<KeyValuePair<TKey, TValue>> pairs) => (TMap)(object)pairs.ToImmutableDictionary();
    }

    private sealed class SortedConverter<TKey, TValue> : PairsConverter<SortedDictionary<TKey, TValue>, TKey, TValue>
        where TKey : notnull
    {
        protected override SortedDictionary<TKey, TValue> Make(IEnumerable<KeyValuePair<TKey, TValue>> pairs) =>
            new(pairs.ToDictionary());
    }

    private sealed class ImmutableSortedConverter<TKey, TValue> : PairsConverter<ImmutableSortedDictionary<TKey, TValue>, TKey, TValue>
        where TKey : notnull
    {
        protected override ImmutableSortedDictionary<TKey, TValue> Make(IEnumerable<KeyValuePair<TKey, TValue>> pairs) =>
            pairs.ToImmutableSortedDictionary();
    }
}
