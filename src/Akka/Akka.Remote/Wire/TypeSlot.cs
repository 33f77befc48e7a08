using Akka.Serialization;

namespace Akka.Remote.Wire;

/// <summary>What an encoder knows about one class of messages.</summary>
internal sealed class TypeSlot
{
    private readonly string _typeManifest;

    public TypeSlot(Serializer serializer, object message)
    {
        Serializer = serializer;
        Named = serializer as SerializerWithStringManifest;
        Span = serializer as ISpanSerializer;
        _typeManifest = Named is null ? Akka.Serialization.Serialization.ManifestFor(serializer, message) : "";
        SerializerNumber = Varint.ZigZag(serializer.Identifier);
    }

    public Serializer Serializer { get; }

    public SerializerWithStringManifest? Named { get; }

    public ISpanSerializer? Span { get; }

    public ulong SerializerNumber { get; }

    /// <summary>The manifest of the last message; most classes have one only.</summary>
    public string LastManifest { get; set; } = "";

    /// <summary>Its number in the table of the connection, 0 when it has none (any more).</summary>
    public int LastManifestId { get; set; }

    public string ManifestOf(object message) => Named is not null ? Named.Manifest(message) : _typeManifest;
}
