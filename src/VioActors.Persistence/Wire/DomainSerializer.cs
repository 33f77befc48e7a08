using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace VioActors.Persistence.Wire;

/// <summary>
/// The engine's serializer for every message of the domain. A manifest names schema and version; nothing of it is made into a type.
/// Thread-safe.
/// </summary>
/// <param name="system">The system that owns it.</param>
public sealed class DomainSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Stored with every event: never changed.</summary>
    public const int SerializerId = 7701;

    private static readonly Lazy<Config> Bindings = new(() => ConfigurationFactory.FromResource(
        "VioActors.Persistence.persistence.conf",
        typeof(DomainSerializer).Assembly));

    /// <summary>The settings that bind the messages of the domain to this serializer; a fallback of every node's configuration.</summary>
    public static Config DefaultConfiguration => Bindings.Value;

    public override int Identifier => SerializerId;

    /// <exception cref="ArgumentException">The type has no schema.</exception>
    public override string Manifest(object o) => DomainCodec.ManifestOf(o);

    /// <exception cref="ArgumentException">The type has no schema.</exception>
    public override byte[] ToBinary(object obj) => DomainCodec.Encode(obj);

    /// <exception cref="MessageFormatException">The bytes are not a message of that manifest.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => DomainCodec.Decode(bytes, manifest);
}
