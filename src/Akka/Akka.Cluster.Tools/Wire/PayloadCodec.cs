using System.Text;
using Akka.Actor;
using Akka.Cluster.Tools.Schemas;
using Google.Protobuf;

namespace Akka.Cluster.Tools.Wire;

/// <summary>Messages of the application inside of messages of the engine, written by their own serializers. Thread-safe.</summary>
internal static class PayloadCodec
{
    public static Payload Write(ExtendedActorSystem system, object message)
    {
        var serializer = system.Serialization.FindSerializerFor(message);
        return new Payload
        {
            Message = UnsafeByteOperations.UnsafeWrap(serializer.ToBinary(message)),
            SerializerId = serializer.Identifier,
            Manifest = ByteString.CopyFromUtf8(Akka.Serialization.Serialization.ManifestFor(serializer, message)),
        };
    }

    /// <summary>The message inside. Throws <see cref="System.Runtime.Serialization.SerializationException"/> when it is unknown.</summary>
    public static object Read(ExtendedActorSystem system, Payload? payload)
    {
        if (payload is null)
            throw new System.Runtime.Serialization.SerializationException("Cannot read a message: it has no payload.");
        return system.Serialization.Deserialize(
            payload.Message.ToByteArray(), payload.SerializerId, Encoding.UTF8.GetString(payload.Manifest.Span));
    }
}
