using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Akka.Serialization;

/// <summary>Members of an open type (object, interface, abstract class) as <c>{"$type": name, "$value": …}</c>. Thread-safe.</summary>
internal sealed class PolymorphicJsonConverterFactory : JsonConverterFactory
{
    private readonly JsonTypeSet _types;

    public PolymorphicJsonConverterFactory(JsonTypeSet types)
    {
        _types = types;
    }

    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert == typeof(object)
        || (typeToConvert.IsAbstract && typeToConvert != typeof(Type) && !typeof(IEnumerable).IsAssignableFrom(typeToConvert)
            && !typeToConvert.IsDefined(typeof(JsonPolymorphicAttribute), inherit: false));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert), _types)!;

    private sealed class Converter<T> : JsonConverter<T>
        where T : class
    {
        private readonly JsonTypeSet _types;

        public Converter(JsonTypeSet types)
        {
            _types = types;
        }

        public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(T);

        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            Expect(ref reader, JsonTokenType.StartObject);
            ReadName(ref reader, "$type");
            reader.Read();
            var type = _types.TypeOf(reader.GetString() ?? "");
            if (!typeof(T).IsAssignableFrom(type))
                throw new JsonException($"A [{type}] was read where a [{typeof(T)}] was expected.");
            ReadName(ref reader, "$value");
            reader.Read();
            var value = JsonSerializer.Deserialize(ref reader, type, options);
            reader.Read();
            Expect(ref reader, JsonTokenType.EndObject);
            return (T?)value;
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            var type = value.GetType();
            if (type == typeof(object))
                throw new JsonException("A plain object has nothing to write.");
            writer.WriteStartObject();
            writer.WriteString("$type", _types.NameOf(type));
            writer.WritePropertyName("$value");
            JsonSerializer.Serialize(writer, value, type, options);
            writer.WriteEndObject();
        }

        private static void ReadName(ref Utf8JsonReader reader, string name)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(name))
                throw new JsonException($"[{name}] of a [{typeof(T)}] was expected.");
        }

        private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
        {
            if (reader.TokenType != token)
                throw new JsonException($"A [{typeof(T)}] as $type and $value was expected.");
        }
    }
}
