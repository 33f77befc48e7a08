using System.Runtime.Serialization;
using Akka.Actor;

namespace Akka.Serialization;

/// <summary>
/// A serializer that names the kinds of its objects itself, so that classes may be renamed. Implementations are thread-safe.
/// </summary>
public abstract class SerializerWithStringManifest : Serializer
{
    /// <summary>A serializer of <paramref name="system"/>.</summary>
    protected SerializerWithStringManifest(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc />
    public sealed override bool IncludeManifest => true;

    /// <summary>The object of <paramref name="bytes"/>; the manifest is that of <paramref name="type"/>.</summary>
    public sealed override object FromBinary(byte[] bytes, Type type) =>
        FromBinary(
            bytes, type is null ? throw new SerializationException("Cannot deserialize: no manifest was given.") : TypeNames.Of(type));

    /// <summary>
    /// The object of <paramref name="bytes"/>. Throws <see cref="SerializationException"/> for a manifest that is not one of this
    /// serializer.
    /// </summary>
    public abstract object FromBinary(byte[] bytes, string manifest);

    /// <summary>The kind of <paramref name="o"/>: short, stable, no name of a class.</summary>
    public abstract string Manifest(object o);
}
