using Akka.Actor;
using VioActors.Actors.Vios.Transport;
using VioActors.Domain.Cluster;
using VioActors.Node.Dev;

namespace VioActors.Node.Iscsi;

/// <summary>What the portal of a CEC demands of initiators: the same as the cluster's VIOSes. Thread-safe.</summary>
internal static class ClusterChap
{
    /// <summary>Asks the VIOS DB each time.</summary>
    /// <param name="vault">Opens the secrets; asked for when a login comes, as the key is made with the cluster.</param>
    public static Func<CancellationToken, Task<ChapDemands>> At(
        IActorRef viosDb, Func<ChapVault> vault) => async cancellation => ChapDemands.Of(
        await viosDb.Ask<object>(new GetCluster(), DevEnvironment.AnswerLimit, cancellation).ConfigureAwait(false) is ClusterFound found
            ? found.Cluster
            : throw new IOException("the VIOS DB does not say what initiators must prove; try again"),
        vault());
}
