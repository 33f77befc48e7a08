using VioActors.Domain.Clients;
using VioActors.Domain.Cluster;

namespace VioActors.Actors.Vios.Transport;

/// <summary>
/// What initiators must prove now, by the policy that this VIOS has. What cannot be read lets nobody in. Thread-safe; immutable.
/// </summary>
public sealed class ChapDemands(ChapPolicy? policy, ChapVault? vault)
{
    /// <summary>Nothing is asked of anybody.</summary>
    public static ChapDemands None { get; } = new(ChapPolicy.None, null);

    public static ChapDemands Of(ClusterData? cluster, ChapVault? vault) => new(ChapPolicy.Of(cluster), vault);

    /// <summary>What sessions of a client must prove; null: nothing.</summary>
    /// <exception cref="InvalidOperationException">It is not known what, so nobody may log in; the message says why.</exception>
    public ChapDemand? FindClient(string client) => Find(client, $"client {client}");

    /// <summary>What discovery sessions must prove; null: nothing.</summary>
    /// <exception cref="InvalidOperationException">As for <see cref="FindClient"/>.</exception>
    public ChapDemand? FindDiscovery() => Find(ChapPolicy.Discovery, "discovery");

    private ChapDemand? Find(string client, string what)
    {
        if (policy is null)
        {
            throw new InvalidOperationException(
                $"the cluster's policy {ChapPolicy.Name} cannot be read; set it anew with pbm chap set, or empty it with cluster policy");
        }

        if (policy.Find(client) is not { } entry)
            return null;
        return vault?.Open(entry) ?? throw new InvalidOperationException(
            $"the CHAP secret of {what} cannot be opened with this member's cluster key: copy cluster.key from another member, or set "
                + "the secret anew with pbm chap set");
    }
}
