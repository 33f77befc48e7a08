using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Cluster.Tools.PublishSubscribe.Serialization;
using Akka.Cluster.Tools.Singleton;
using Akka.Cluster.Tools.Singleton.Serialization;

namespace Akka.Cluster.Tools.Wire;

/// <summary>Registers the serializers of this package with a system, once, whichever part of it is used first. Thread-safe.</summary>
internal sealed class ToolsSerializers : IExtension
{
    private ToolsSerializers(ExtendedActorSystem system)
    {
        var singleton = new ClusterSingletonMessageSerializer(system);
        system.Serialization.AddSerializer("akka-singleton", singleton);
        system.Serialization.AddSerializationMap(typeof(IClusterSingletonMessage), singleton);
        var pubSub = new DistributedPubSubMessageSerializer(system);
        system.Serialization.AddSerializer("akka-pubsub", pubSub);
        system.Serialization.AddSerializationMap(typeof(IDistributedPubSubMessage), pubSub);
    }

    public static void Register(ActorSystem system) => Provider.Instance.Apply(system);

    private sealed class Provider : ExtensionIdProvider<ToolsSerializers>
    {
        public static readonly Provider Instance = new();

        public override ToolsSerializers CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
