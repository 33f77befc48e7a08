using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.Cluster.Sharding.Tests.Fixtures;

/// <summary>What counters are told and answer.</summary>
public interface IClusterShardingTestMessage
{
}

/// <summary>Writes the messages of these tests as text.</summary>
public sealed class TestSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 9002;

    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(obj switch
    {
        Count count => $"{count.Number}",
        Seen seen => $"{seen.Number} {seen.Entity}",
        _ => "",
    });

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var text = Encoding.UTF8.GetString(bytes).Split(' ', 2);
        return manifest switch
        {
            "count" => new Count(int.Parse(text[0])),
            "seen" => new Seen(text[1], int.Parse(text[0])),
            "where" => new Where(),
            "rest" => new Rest(),
            "vanish" => new Vanish(),
            _ => throw new ArgumentException(manifest),
        };
    }

    public override string Manifest(object o) => o switch
    {
        Count => "count",
        Seen => "seen",
        Where => "where",
        Rest => "rest",
        Vanish => "vanish",
        _ => throw new ArgumentException(o.GetType().Name),
    };
}
