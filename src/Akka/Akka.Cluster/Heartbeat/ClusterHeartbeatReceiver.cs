using Akka.Actor;
using Akka.Cluster.Serialization;

namespace Akka.Cluster;

/// <summary><c>/system/cluster/heartbeatReceiver</c>, one per system: answers heartbeats.</summary>
internal sealed class ClusterHeartbeatReceiver : ReceiveActor
{
    public ClusterHeartbeatReceiver(Cluster cluster)
    {
        Receive<Serialization.Heartbeat>(beat => Sender.Tell(new HeartbeatRsp(cluster.SelfUniqueAddress, beat.Sequence)));
    }
}
