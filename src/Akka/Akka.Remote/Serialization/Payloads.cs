using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Remote.Wire;

namespace Akka.Remote.Serialization;

/// <summary>Messages inside of messages: serializer, manifest, bytes.</summary>
internal static class Payloads
{
    /// <summary>A message may hold one that holds one; deeper ones are refused, because a peer could exhaust the stack with them.</summary>
    private const int DepthMax = 16;

    [ThreadStatic]
    private static int _depth;

    public static WireMessage Write(ExtendedActorSystem system, object? message)
    {
        var serializer = system.Serialization.FindSerializerFor(message!);
        return new WireMessage()
            .SignedInt32(1, serializer.Identifier)
            .Text(2, message is null ? "" : Akka.Serialization.Serialization.ManifestFor(serializer, message))
            .Bytes(3, serializer.ToBinary(message!));
    }

    /// <summary>Throws <see cref="SerializationException"/> for what cannot be read.</summary>
    public static object? Read(ExtendedActorSystem system, ReadOnlySpan<byte> bytes)
    {
        var serializerId = 0;
        var manifest = "";
        byte[] payload = [];
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            switch (field)
            {
                case 1:
                    serializerId = reader.SignedInt32();
                    break;
                case 2:
                    manifest = reader.Text();
                    break;
                case 3:
                    payload = reader.Bytes().ToArray();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (_depth >= DepthMax)
            throw new SerializationException($"Messages are nested more than {DepthMax} deep.");
        _depth++;
        try
        {
            return system.Serialization.Deserialize(payload, serializerId, manifest);
        }
        finally
        {
            _depth--;
        }
    }
}
