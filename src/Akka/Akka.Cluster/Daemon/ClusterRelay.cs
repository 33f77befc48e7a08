using Akka.Actor;
using Akka.Cluster.Serialization;
using Akka.Cluster.Store;

namespace Akka.Cluster;

/// <summary>
/// <c>/system/cluster/relay</c>, one per system: carries out statements of members that do not reach the database (RED-5). Answers each
/// request once, with a failure at once when this member does not reach the database either (RED-6). The store bounds what is under way.
/// </summary>
internal sealed class ClusterRelay : ReceiveActor
{
    public ClusterRelay(string clusterName, IMembershipStore store, Func<bool> isBroken)
    {
        Receive<RelayRequest>(request =>
        {
            if (request.Cluster != clusterName)
            {
                Sender.Tell(new RelayAnswer(null, $"this is a member of cluster [{clusterName}]"));
                return;
            }

            if (isBroken())
            {
                Sender.Tell(new RelayAnswer(null, "this member does not reach the database either"));
                return;
            }

            store.ExecuteAsync(request.Statement, CancellationToken.None).PipeTo(
                Sender,
                Self,
                answer => new RelayAnswer(answer, ""),
                failure => new RelayAnswer(null, failure.Message));
        });
    }
}
