using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using VioActors.Actors.LogicalUnits;
using VioActors.Domain.Values;

namespace VioActors.Node.Nodes;

/// <summary>
/// Tells the VIOS DB which VIOSes the membership has lost: their grants end, and the others see them failed (REG-9). One on every process
/// that may hold the VIOS DB; what several say is the same.
/// <para>Guarantee: nothing is said of a VIOS before its member is removed, which is after the end of its lease; and none of its
/// grants is ended from here before the operator's <see cref="FenceCommand"/>, if there is one, has made the storage refuse its host.
/// A VIOS that is started again replaces its former grants itself.</para>
/// </summary>
internal sealed class DepartedViosActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly IActorRef _viosDb;
    private readonly PoolName _pool;
    private readonly FenceCommand _fence;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <param name="vioses">Names and UUIDs by the member's role.</param>
    public DepartedViosActor(
        IActorRef viosDb, PoolName pool, IReadOnlyDictionary<string, (string Name, VioUuid Vios)> vioses, FenceCommand fence)
    {
        _viosDb = viosDb;
        _pool = pool;
        _fence = fence;
        Receive<ClusterEvent.MemberRemoved>(removed =>
        {
            foreach (var role in removed.Member.Roles)
            {
                if (vioses.TryGetValue(role, out var known))
                    End(new Departed(known.Vios, known.Name, role, removed.Member.Address));
            }
        });
        Receive<Departed>(End);
        Receive<NotEnded>(failed =>
        {
            _log.Warning("The grants of a VIOS that is gone are not ended, it is tried again: {0}", failed.Reason);
            Timers.StartSingleTimer(failed.Departed.Vios, failed.Departed, Pause);
        });
        Receive<VioUuid>(vios => _log.Info("VIOS {0} is gone; its grants have ended.", vios));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Cluster.Get(Context.System).Subscribe(
        Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop() => Cluster.Get(Context.System).Unsubscribe(Self);

    private static bool IsBack(string role) => Cluster.Get(Context.System).State.Members.Any(member => member.HasRole(role));

    // One that is back already registered again, which replaced what the former had.
    private void End(Departed departed)
    {
        if (!IsBack(departed.Role))
            EndAsync(departed).PipeTo(Self, failure: cause => new NotEnded(departed, cause.Message));
    }

    private async Task<VioUuid> EndAsync(Departed departed)
    {
        using var limit = new CancellationTokenSource(Limit + _fence.Limit);
        var reason = $"its member with role {departed.Role} left the cluster";
        await GrantsOfVioses.LoseAsync(
            _viosDb, _pool, departed.Vios, reason, () => _fence.RunAsync(departed.Name, departed.Address, limit.Token), limit.Token)
            .ConfigureAwait(false);
        return departed.Vios;
    }

    private sealed record Departed(VioUuid Vios, string Name, string Role, Address Address) : INoSerializationVerificationNeeded;

    private sealed record NotEnded(Departed Departed, string Reason) : INoSerializationVerificationNeeded;
}
