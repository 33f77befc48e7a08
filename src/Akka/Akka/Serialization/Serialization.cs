using System.Runtime.Serialization;
using Akka.Actor;

namespace Akka.Serialization;

/// <summary>
/// The serializers of a system: <c>akka.actor.serializers</c>, bound to types by <c>akka.actor.serialization-bindings</c>. Thread-safe.
/// A type is never made from a name that came with the bytes: only types that were bound or registered can be read.
/// </summary>
public partial class Serialization
{
    private readonly SerializerTable _table;

    /// <summary>The serializers that the configuration of <paramref name="system"/> names.</summary>
    public Serialization(ExtendedActorSystem system)
    {
        System = system;
        _table = new SerializerTable(new NullSerializer(system));
        _table.AddSerializer("primitive", new PrimitiveSerializers(system));
        foreach (var primitive in new[] { typeof(string), typeof(int), typeof(long) })
            _table.Bind(primitive, _table.ByName("primitive")!);
        SerializerConfiguration.Load(_table, system);
    }

    /// <summary>The system.</summary>
    public ExtendedActorSystem System { get; }

    /// <summary>The manifest of <paramref name="msg"/> in the words of <paramref name="s"/>; empty when it needs none.</summary>
    public static string ManifestFor(Serializer s, object msg) => s switch
    {
        SerializerWithStringManifest named => named.Manifest(msg),
        { IncludeManifest: true } => TypeNames.Of(msg.GetType()),
        _ => string.Empty,
    };

    /// <summary>
    /// Adds a serializer under a name of the configuration. Throws <see cref="ArgumentException"/> when its identifier is taken.
    /// </summary>
    public void AddSerializer(string name, Serializer serializer) => _table.AddSerializer(name, serializer);

    /// <summary>Binds <paramref name="type"/> and everything below it that has no binding of its own.</summary>
    public void AddSerializationMap(Type type, Serializer serializer) => _table.Bind(type, serializer);

    /// <summary>The bytes of <paramref name="o"/>, by the serializer of its type.</summary>
    public byte[] Serialize(
        object o) => WithTransport(System, (Table: _table, Object: o), static s => s.Table.For(s.Object?.GetType()).ToBinary(s.Object!));

    /// <summary>
    /// The object of <paramref name="bytes"/> of a known type. Throws <see cref="SerializationException"/> for an unknown serializer.
    /// </summary>
    public object Deserialize(byte[] bytes, int serializerId, Type type) =>
        WithTransport(System, (Serializer: ById(serializerId), bytes, type), static s => s.Serializer.FromBinary(s.bytes, s.type));

    /// <summary>
    /// The object of <paramref name="bytes"/>. Throws <see cref="SerializationException"/> for an unknown serializer and for a manifest
    /// that it does not know.
    /// </summary>
    public object Deserialize(byte[] bytes, int serializerId, string manifest)
    {
        var serializer = ById(serializerId);
        return WithTransport(System, (Serializer: serializer, Table: _table, bytes, manifest), static s => s.Serializer switch
        {
            SerializerWithStringManifest named => named.FromBinary(s.bytes, s.manifest),
            var plain when string.IsNullOrEmpty(s.manifest) => plain.FromBinary(s.bytes, null!),
            var plain => plain.FromBinary(s.bytes, s.Table.KnownType(s.manifest)),
        });
    }

    /// <summary>The serializer of an object; throws <see cref="SerializationException"/> when nothing is bound to its type.</summary>
    public Serializer FindSerializerFor(object obj, string? defaultSerializerName = null) =>
        FindSerializerForType(obj?.GetType()!, defaultSerializerName);

    /// <summary>The serializer of a type; throws <see cref="SerializationException"/> when nothing is bound to it.</summary>
    public Serializer FindSerializerForType(Type objectType, string? defaultSerializerName = null) =>
        defaultSerializerName is null
            ? _table.For(objectType)
            : _table.TryFor(objectType, exceptObject: true) ?? _table.ByName(defaultSerializerName) ?? _table.For(objectType);

    /// <summary>The reference that <paramref name="path"/> stands for, as written by <see cref="SerializedActorPath"/>.</summary>
    public IActorRef DeserializeActorRef(string path) => System.Provider.ResolveActorRef(path);

    /// <summary>The serializer that <paramref name="identifier"/>, which may be a peer's, stands for.</summary>
    internal Serializer? TryGetById(int identifier) => _table.ById(identifier);

    /// <summary>The type that a manifest names, if it was bound. Throws <see cref="SerializationException"/> otherwise.</summary>
    internal Type KnownType(string manifest) => _table.KnownType(manifest);

    /// <summary>As the public ones, when the transport information is set already and the serializer is at hand.</summary>
    internal object Deserialize(byte[] bytes, Serializer serializer, string manifest) => serializer switch
    {
        SerializerWithStringManifest named => named.FromBinary(bytes, manifest),
        _ when string.IsNullOrEmpty(manifest) => serializer.FromBinary(bytes, null!),
        _ => serializer.FromBinary(bytes, _table.KnownType(manifest)),
    };

    private Serializer ById(int identifier) => _table.ById(identifier)
        ?? throw new SerializationException(
            $"Cannot deserialize: there is no serializer with identifier [{identifier}]. "
            + "Are akka.actor.serializers the same on both sides?");
}
