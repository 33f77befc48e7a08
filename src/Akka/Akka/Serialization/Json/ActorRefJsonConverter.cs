using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;

namespace Akka.Serialization;

/// <summary>References to actors as the text of their path. Thread-safe.</summary>
internal sealed class ActorRefJsonConverter : JsonConverter<IActorRef>
{
    private readonly ExtendedActorSystem _system;

    public ActorRefJsonConverter(ExtendedActorSystem system)
    {
        _system = system;
    }

    public override bool CanConvert(Type typeToConvert) => typeof(IActorRef).IsAssignableFrom(typeToConvert);

    public override IActorRef Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var path = reader.GetString();
        return string.IsNullOrEmpty(path) ? ActorRefs.NoSender : _system.Provider.ResolveActorRef(path);
    }

    public override void Write(Utf8JsonWriter writer, IActorRef value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Serialization.SerializedActorPath(value));
}
