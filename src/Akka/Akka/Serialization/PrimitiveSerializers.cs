using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;

namespace Akka.Serialization;

/// <summary>
/// Strings as UTF-8, <see cref="int"/> and <see cref="long"/> as 4 and 8 bytes, little endian; manifests S, I and L. Thread-safe.
/// </summary>
public sealed class PrimitiveSerializers : SerializerWithStringManifest
{
    private const string StringManifest = "S";
    private const string IntManifest = "I";
    private const string LongManifest = "L";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A serializer of <paramref name="system"/>.</summary>
    public PrimitiveSerializers(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc />
    public override int Identifier => 17;

    /// <inheritdoc />
    public override byte[] ToBinary(object obj)
    {
        switch (obj)
        {
            case string text:
                return Encoding.UTF8.GetBytes(text);
            case int number:
                var four = new byte[sizeof(int)];
                BinaryPrimitives.WriteInt32LittleEndian(four, number);
                return four;
            case long number:
                var eight = new byte[sizeof(long)];
                BinaryPrimitives.WriteInt64LittleEndian(eight, number);
                return eight;
            default:
                throw NotPrimitive(obj);
        }
    }

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        StringManifest => Text(bytes),
        IntManifest when bytes.Length == sizeof(int) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        LongManifest when bytes.Length == sizeof(long) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => throw new SerializationException($"Cannot read a primitive of manifest [{manifest}] from {bytes.Length} bytes."),
    };

    /// <inheritdoc />
    public override string Manifest(object o) => o switch
    {
        string => StringManifest,
        int => IntManifest,
        long => LongManifest,
        _ => throw NotPrimitive(o),
    };

    private static string Text(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new SerializationException("Cannot read a string: the bytes are not UTF-8.", error);
        }
    }

    private static SerializationException NotPrimitive(object obj) =>
        new($"Cannot serialize a [{obj?.GetType().ToString() ?? "null"}] as a primitive: it is no string, int or long.");
}
