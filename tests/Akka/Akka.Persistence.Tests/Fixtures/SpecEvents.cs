using System.Text;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.Persistence.Tests.Fixtures;

public sealed record Appended(string Text);

public sealed record Items(string[] Texts);

/// <summary>Has no serializer.</summary>
public sealed class Unserializable
{
    public Unserializable Self => this;
}

public sealed class SpecSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 9001;

    public override byte[] ToBinary(object obj) => obj switch
    {
        Appended appended => Encoding.UTF8.GetBytes(appended.Text),
        Items items => JsonSerializer.SerializeToUtf8Bytes(items),
        _ => throw new ArgumentException($"{obj.GetType()} cannot be serialized."),
    };

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        "appended" => new Appended(Encoding.UTF8.GetString(bytes)),
        "items" => JsonSerializer.Deserialize<Items>(bytes)!,
        _ => throw new ArgumentException($"The manifest [{manifest}] is unknown."),
    };

    public override string Manifest(object o) => o is Appended ? "appended" : o is Items ? "items" : "unserializable";
}
