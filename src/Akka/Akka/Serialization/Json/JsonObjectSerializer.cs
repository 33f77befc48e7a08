using System.Buffers;
using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>
/// Objects as JSON, by their public constructor and members. Reads and writes only the types that it is told to: those bound to it in
/// <c>akka.actor.serialization-bindings</c> (an interface or abstract class stands for what implements it in its own assembly) and
/// those in <c>akka.actor.serialization-settings.json.types</c>. Thread-safe.
/// </summary>
public sealed class JsonObjectSerializer : SerializerWithStringManifest
{
    /// <summary>The number of this serializer.</summary>
    public const int JsonIdentifier = 61;

    private readonly JsonTypeSet _allowed = new(learns: false);
    private readonly JsonTypeSet _seen = new(learns: true);
    private readonly JsonSerializerOptions _options;
    private readonly JsonSerializerOptions _copyOptions;

    /// <summary>
    /// A serializer of <paramref name="system"/>; <paramref name="settings"/> holds <c>types</c>, a list of class names.
    /// </summary>
    public JsonObjectSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
        _options = JsonContract.Options(system, _allowed);
        _copyOptions = JsonContract.Options(system, _seen);
        foreach (var name in settings.GetStringList("types", []))
            Allow(ConfiguredType.Find(name, $"the type [{name}] in akka.actor.serialization-settings.json.types"));
    }

    /// <inheritdoc />
    public override int Identifier => JsonIdentifier;

    /// <summary>Lets objects of <paramref name="type"/> be written and read.</summary>
    public void Allow(Type type)
    {
        if (type != typeof(object))
            _allowed.Add(type);
    }

    /// <inheritdoc />
    public override string Manifest(object o) => _allowed.NameOf(o.GetType());

    /// <inheritdoc />
    public override byte[] ToBinary(object obj)
    {
        _allowed.NameOf(obj.GetType());
        return Write(obj, _options);
    }

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest) => Read(bytes, _allowed.TypeOf(manifest), _options);

    /// <summary>
    /// What another process would read of <paramref name="obj"/>, of whatever type: the type comes from the object and not from bytes.
    /// </summary>
    internal object Copy(object obj) => Read(Write(obj, _copyOptions), obj.GetType(), _copyOptions);

    private static byte[] Write(object obj, JsonSerializerOptions options)
    {
        try
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = options.MaxDepth }))
                JsonSerializer.Serialize(writer, obj, obj.GetType(), options);
            return buffer.WrittenSpan.ToArray();
        }
        catch (Exception error) when (error is not SerializationException)
        {
            throw new SerializationException($"Cannot write a [{obj.GetType()}] as JSON: {error.Message}", error);
        }
    }

    private static object Read(byte[] bytes, Type type, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type, options)
                ?? throw new SerializationException($"Cannot read a [{type}] from JSON: there is none.");
        }
        catch (Exception error) when (error is not SerializationException)
        {
            // Constructors of messages check their arguments in their own ways.
            throw new SerializationException($"Cannot read a [{type}] from JSON: {error.Message}", error);
        }
    }
}
