using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Util;

namespace Akka.Serialization;

/// <summary><see cref="Option{T}"/> as a list of no or one value. Thread-safe.</summary>
internal sealed class OptionJsonConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Option<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Converter<T> : JsonConverter<Option<T>>
    {
        public override Option<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<T[]>(ref reader, options) switch
            {
                [] => Option<T>.None,
                [var value] => new Option<T>(value),
                _ => throw new JsonException("A list of no or one value was expected."),
            };

        public override void Write(Utf8JsonWriter writer, Option<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize<T[]>(writer, value.HasValue ? [value.Value] : [], options);
    }
}
