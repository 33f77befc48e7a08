using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using VioActors.Actors.LogicalUnits;
using VioActors.Domain.Cluster;
using VioActors.Domain.Values;

namespace VioActors.Node.Nodes;

/// <summary>
/// Tells the VIOS DB which VIOSes the membership has lost: their grants end, and the others see them failed (REG-9). One on every process
/// that may hold the VIOS DB; what several say is the same.
/// <para>Guarantee: nothing is said of a VIOS before its member is removed, which is after the end of its lease.</para>
/// </summary>
internal sealed class DepartedViosActor : ReceiveActor
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly IActorRef _viosDb;
    private readonly PoolName _pool;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <param name="vioses">UUIDs by the member's role.</param>
    public DepartedViosActor(IActorRef viosDb, PoolName pool, IReadOnlyDictionary<string, VioUuid> vioses)
    {
        _viosDb = viosDb;
        _pool = pool;
        Receive<ClusterEvent.MemberRemoved>(removed =>
        {
            foreach (var role in removed.Member.Roles)
            {
                // One that is back already registered again, which replaced what the former had.
                if (vioses.TryGetValue(role, out var vios) && !IsBack(role))
                    EndAsync(vios, role).PipeTo(Self, failure: cause => new Status.Failure(cause));
            }
        });
        Receive<Status.Failure>(failed => _log.Warning("The grants of a VIOS that is gone are not ended: {0}", failed.Cause.Message));
        Receive<VioUuid>(vios => _log.Info("VIOS {0} is gone; its grants have ended.", vios));
    }

    protected override void PreStart() => Cluster.Get(Context.System).Subscribe(
        Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop() => Cluster.Get(Context.System).Unsubscribe(Self);

    private static bool IsBack(string role) => Cluster.Get(Context.System).State.Members.Any(member => member.HasRole(role));

    private async Task<VioUuid> EndAsync(VioUuid vios, string role)
    {
        var (viosDb, pool) = (_viosDb, _pool);
        using var limit = new CancellationTokenSource(Limit);
        var found = await viosDb.Ask<object>(new GetCluster(), limit.Token).ConfigureAwait(false) as ClusterFound;
        var node = found?.Cluster.Nodes.FirstOrDefault(node => node.Definition.Vios == vios);
        if (node?.Registration is { } registration)
        {
            viosDb.Tell(
                new ReportViosFailed(vios, registration.Incarnation, $"its member with role {role} left the cluster"), ActorRefs.NoSender);
        }

        await GrantsOfVioses.EndAsync(viosDb, pool, vios, "its member left the cluster", limit.Token).ConfigureAwait(false);
        return vios;
    }
}
