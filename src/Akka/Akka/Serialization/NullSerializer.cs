using Akka.Actor;

namespace Akka.Serialization;

/// <summary>The serializer of <c>null</c>: no bytes. Thread-safe.</summary>
public class NullSerializer : Serializer
{
    private static readonly byte[] NoBytes = [];

    /// <summary>A serializer of <paramref name="system"/>.</summary>
    public NullSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc />
    public override int Identifier => 0;

    /// <inheritdoc />
    public override bool IncludeManifest => false;

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => NoBytes;

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, Type type) => null!;
}
