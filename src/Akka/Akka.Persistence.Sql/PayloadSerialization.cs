using Akka.Actor;

namespace Akka.Persistence.Sql;

/// <summary>Payloads as rows keep them: bytes, the id of the serializer and its manifest. Thread-safe.</summary>
internal sealed class PayloadSerialization(ExtendedActorSystem system)
{
    public (byte[] Bytes, int SerializerId, string Manifest) ToRow(object payload) =>
        Akka.Serialization.Serialization.WithTransport(system, (system, payload), static state =>
        {
            var serializer = state.system.Serialization.FindSerializerFor(state.payload);
            return (serializer.ToBinary(state.payload), serializer.Identifier,
                Akka.Serialization.Serialization.ManifestFor(serializer, state.payload));
        });

    public object FromRow(byte[] bytes, int serializerId, string? manifest) =>
        system.Serialization.Deserialize(bytes, serializerId, manifest ?? string.Empty);
}
