using Akka.Actor;
using Akka.Cluster.Tests.Fixtures;
using Akka.Remote;
using Akka.Remote.Transport;

namespace Akka.Cluster.Tools.Tests.Fixtures;

/// <summary>A node of a <see cref="TestCluster"/>.</summary>
public sealed class TestNode
{
    private readonly TestMembership? _membership;
    private readonly OwnershipSwitch _ownership;
    private readonly FaultyDatabase _database;

    internal TestNode(ActorSystem system, TestMembership? membership, OwnershipSwitch ownership, FaultyDatabase database)
    {
        System = system;
        _membership = membership;
        _ownership = ownership;
        _database = database;
        Cluster = Cluster.Get(system);
        if (membership is null)
            return;

        // As a member says in the table that it has handed over what it had.
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseClusterExitingDone, "depart", () =>
        {
            Evict();
            return Task.FromResult(Done.Instance);
        });
    }

    public ActorSystem System { get; }

    public Cluster Cluster { get; }

    /// <summary>Ends at once, without leaving; the others remove it when its lease has ended.</summary>
    public async Task CrashAsync()
    {
        ((ExtendedActorSystem)System).Abort();
        await System.WhenTerminated.WaitAsync(Eventually.Patience);
        Evict();
    }

    /// <summary>Removed by the others while it may still run.</summary>
    public void Evict() => _membership?.Remove(Cluster);

    /// <summary>Leaves in the orderly way: hands its shards over, then its singletons, then ends.</summary>
    public async Task LeaveAsync()
    {
        if (_membership is { } membership)
        {
            CoordinatedShutdown.Get(System).AddTask(CoordinatedShutdown.PhaseClusterLeave, "exit", () =>
            {
                membership.Set(Cluster, MemberStatus.Leaving);
                membership.Set(Cluster, MemberStatus.Exiting);
                return Task.FromResult(Done.Instance);
            });
        }

        await System.Terminate().WaitAsync(Eventually.Patience);
    }

    /// <summary>Whether the node may act as an owner, from now on.</summary>
    public void SetOwnership(bool holds) => _ownership.Set(holds);

    /// <summary>As above, before the actors of the node have been told.</summary>
    public void SetOwnershipSilently(bool holds) => _ownership.SetSilently(holds);

    /// <summary>The node reaches neither the table of members nor another node, from now on.</summary>
    public async Task IsolateAsync(IEnumerable<TestNode> others)
    {
        _database.IsCut = true;
        foreach (var other in others)
        {
            await CutAsync(this, other);
            await CutAsync(other, this);
        }
    }

    private static Task CutAsync(TestNode from, TestNode to) => RARP.For(from.System).Provider.Transport.ManagementCommand(
        new SetThrottle(to.Cluster.SelfAddress, ThrottleTransportAdapter.Direction.Both, Blackhole.Instance));
}
