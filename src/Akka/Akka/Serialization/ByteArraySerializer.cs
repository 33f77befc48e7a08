using System.Runtime.Serialization;
using Akka.Actor;

namespace Akka.Serialization;

/// <summary>Passes byte arrays through, without a copy. Thread-safe.</summary>
public class ByteArraySerializer : Serializer
{
    /// <summary>A serializer of <paramref name="system"/>.</summary>
    public ByteArraySerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc />
    public override int Identifier => 4;

    /// <inheritdoc />
    public override bool IncludeManifest => false;

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => obj switch
    {
        null => null!,
        byte[] bytes => bytes,
        _ => throw new SerializationException($"Cannot serialize a [{obj.GetType()}] as a byte array."),
    };

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, Type type) => bytes;
}
