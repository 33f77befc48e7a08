using Akka.Actor;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>
/// Turns objects into bytes and back. Its identifier travels with the bytes, so it must be the same in every node and every version:
/// give it in <c>akka.actor.serialization-identifiers</c> or override <see cref="Identifier"/>; 0 to 40 are the engine's.
/// Implementations are thread-safe and treat the bytes as hostile.
/// </summary>
public abstract class Serializer
{
    /// <summary>The system whose serializer this is.</summary>
    protected readonly ExtendedActorSystem system;

    private readonly Lazy<int> _configuredIdentifier;

    /// <summary>A serializer of <paramref name="system"/>.</summary>
    protected Serializer(ExtendedActorSystem system)
    {
        this.system = system;
        _configuredIdentifier = new(() => SerializerIdentifiers.FromConfig(GetType(), this.system));
    }

    /// <summary>The number that travels with the bytes.</summary>
    public virtual int Identifier => _configuredIdentifier.Value;

    /// <summary>Whether <see cref="FromBinary(byte[], Type)"/> needs the type.</summary>
    public abstract bool IncludeManifest { get; }

    /// <summary>The bytes of <paramref name="obj"/>.</summary>
    public abstract byte[] ToBinary(object obj);

    /// <summary>As <see cref="ToBinary"/>, with <paramref name="address"/> as that of this system in actor references.</summary>
    public byte[] ToBinaryWithAddress(Address address, object obj) =>
        Serialization.WithInformation(
            new Information(address, system), (Serializer: this, Obj: obj), static s => s.Serializer.ToBinary(s.Obj));

    /// <summary>
    /// The object of <paramref name="bytes"/>. Throws <see cref="System.Runtime.Serialization.SerializationException"/> for bytes that
    /// are not one.
    /// </summary>
    public abstract object FromBinary(byte[] bytes, Type type);

    /// <summary>As above, for a type that is known.</summary>
    public T FromBinary<T>(byte[] bytes) => (T)FromBinary(bytes, typeof(T));
}
