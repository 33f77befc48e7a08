using System.Buffers.Binary;
using System.Text;
using Akka.Actor;
using Akka.Serialization;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Domain.Common;

namespace VioActors.Actors.Vios.ClusterNetwork;

/// <summary>
/// A message to or from the VIOS DB as an interconnect carries it: 0 length of the manifest (2) · 2 manifest, UTF-8 · the message, as the
/// system's serializer for messages of the domain writes it. A manifest names a schema; nothing of it is made into a type. Thread-safe.
/// </summary>
internal sealed class DbMessageCodec(SerializerWithStringManifest serializer)
{
    /// <summary>Null: the system has no schemas, so nothing goes through peers.</summary>
    public static DbMessageCodec? Of(ActorSystem system) =>
        system.Serialization.FindSerializerForType(typeof(IDomainMessage)) is SerializerWithStringManifest serializer
            ? new DbMessageCodec(serializer)
            : null;

    /// <summary>Null: the message has no schema, or is too large for an interconnect.</summary>
    public byte[]? Encode(IDomainMessage message)
    {
        string manifest;
        byte[] content;
        try
        {
            (manifest, content) = (serializer.Manifest(message), serializer.ToBinary(message));
        }
        catch (ArgumentException)
        {
            return null;
        }

        var length = Encoding.UTF8.GetByteCount(manifest);
        var bytes = new byte[2 + length + content.Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)length));
        Encoding.UTF8.GetBytes(manifest, bytes.AsSpan(2));
        content.CopyTo(bytes, 2 + length);
        return bytes.Length <= CkeFrame.DbPayloadLengthMax ? bytes : null;
    }

    /// <summary>False: the bytes are no message that this software knows; the reason says why.</summary>
    public bool TryDecode(byte[] bytes, out object message, out string reason)
    {
        message = bytes;
        reason = "it is cut short";
        if (bytes.Length < 2)
            return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        if (bytes.Length < 2 + length)
            return false;
        try
        {
            message = serializer.FromBinary(bytes[(2 + length)..], Encoding.UTF8.GetString(bytes, 2, length));
            return true;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            reason = fault.Message;
            return false;
        }
    }
}
