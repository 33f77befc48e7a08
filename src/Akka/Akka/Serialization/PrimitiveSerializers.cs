using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;

namespace Akka.Serialization;

/// <summary>
/// Strings as UTF-8, <see cref="int"/> and <see cref="long"/> as 4 and 8 bytes, little endian; manifests S, I and L. Thread-safe.
/// </summary>
public sealed class PrimitiveSerializers : SerializerWithStringManifest, ISpanSerializer
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
        var bytes = new byte[SizeOf(obj)];
        Write(obj, bytes);
        return bytes;
    }

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest) => Read(bytes, manifest);

    /// <inheritdoc />
    public override string Manifest(object o) => o switch
    {
        string => StringManifest,
        int => IntManifest,
        long => LongManifest,
        _ => throw NotPrimitive(o),
    };

    int ISpanSerializer.SizeOf(object obj) => SizeOf(obj);

    void ISpanSerializer.Write(object obj, Span<byte> target) => Write(obj, target);

    object ISpanSerializer.Read(ReadOnlySpan<byte> bytes, string manifest) => Read(bytes, manifest);

    private static object Read(ReadOnlySpan<byte> bytes, string manifest) => manifest switch
    {
        StringManifest => Text(bytes),
        IntManifest when bytes.Length == sizeof(int) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        LongManifest when bytes.Length == sizeof(long) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => throw new SerializationException($"Cannot read a primitive of manifest [{manifest}] from {bytes.Length} bytes."),
    };

    private static int SizeOf(object obj) => obj switch
    {
        string text => Encoding.UTF8.GetByteCount(text),
        int => sizeof(int),
        long => sizeof(long),
        _ => throw NotPrimitive(obj),
    };

    private static void Write(object obj, Span<byte> target)
    {
        switch (obj)
        {
            case string text:
                Encoding.UTF8.GetBytes(text, target);
                break;
            case int number:
                BinaryPrimitives.WriteInt32LittleEndian(target, number);
                break;
            case long number:
                BinaryPrimitives.WriteInt64LittleEndian(target, number);
                break;
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes)
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
