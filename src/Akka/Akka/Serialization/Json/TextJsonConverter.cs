using System.Text.Json;
using System.Text.Json.Serialization;

namespace Akka.Serialization;

/// <summary>A type that has a text of its own. Thread-safe.</summary>
internal sealed class TextJsonConverter<T> : JsonConverter<T>
{
    private readonly Func<T, string> _write;
    private readonly Func<string, T> _read;

    public TextJsonConverter(Func<T, string> write, Func<string, T> read)
    {
        _write = write;
        _read = read;
    }

    public override bool CanConvert(Type typeToConvert) => typeof(T).IsAssignableFrom(typeToConvert);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return _read(reader.GetString() ?? throw new JsonException($"A text of a {typeof(T).Name} was expected."));
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new JsonException($"Not a {typeof(T).Name}: {error.Message}", error);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(_write(value));
}
