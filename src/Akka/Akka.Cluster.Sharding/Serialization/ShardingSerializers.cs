using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>Registers the serializer of this package with a system, once. Thread-safe.</summary>
internal sealed class ShardingSerializers : IExtension
{
    private ShardingSerializers(ExtendedActorSystem system)
    {
        var sharding = new Serialization.ClusterShardingMessageSerializer(system);
        system.Serialization.AddSerializer("akka-sharding", sharding);
        system.Serialization.AddSerializationMap(typeof(IClusterShardingSerializable), sharding);
    }

    public static void Register(ActorSystem system) => Provider.Instance.Apply(system);

    private sealed class Provider : ExtensionIdProvider<ShardingSerializers>
    {
        public static readonly Provider Instance = new();

        public override ShardingSerializers CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
