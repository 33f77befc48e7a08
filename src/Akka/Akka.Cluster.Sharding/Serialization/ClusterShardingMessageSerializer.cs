using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;

namespace Akka.Cluster.Sharding.Serialization;

/// <summary>Writes what sharding sends and persists by the schemas in sharding.proto. Thread-safe.</summary>
public sealed class ClusterShardingMessageSerializer : SerializerWithStringManifest
{
    private readonly CoordinatorCodec _coordinator;
    private readonly QueryCodec _queries;

    /// <summary>The serializer of <paramref name="system"/>.</summary>
    public ClusterShardingMessageSerializer(ExtendedActorSystem system)
        : base(system)
    {
        _coordinator = new CoordinatorCodec(system);
        _queries = new QueryCodec(system);
    }

    /// <inheritdoc />
    public override int Identifier => 13;

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => Write(obj).Schema?.ToByteArray() ?? [];

    /// <inheritdoc />
    public override string Manifest(object o) => Write(o, manifestOnly: true).Manifest;

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return _coordinator.Read(bytes, manifest) ?? _queries.Read(bytes, manifest)
                ?? throw new SerializationException($"Cannot read a message of sharding: manifest [{manifest}] is unknown.");
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or ArgumentException or InvalidOperationException)
        {
            throw new SerializationException($"Cannot read a message of sharding with manifest [{manifest}]: {error.Message}", error);
        }
    }

    private Written Write(object message, bool manifestOnly = false) =>
        _coordinator.Write(message) ?? _queries.Write(message, manifestOnly)
        ?? throw new SerializationException($"Cannot write a [{message.GetType()}]: it is no message of sharding.");
}

/// <summary>A message as it is written.</summary>
/// <param name="Manifest">Its kind.</param>
/// <param name="Schema">Its bytes; <c>null</c>: none.</param>
internal readonly record struct Written(string Manifest, IMessage? Schema);
