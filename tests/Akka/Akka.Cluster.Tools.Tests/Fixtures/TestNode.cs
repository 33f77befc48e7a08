using Akka.Actor;

namespace Akka.Cluster.Tools.Tests.Fixtures;

/// <summary>A node of a <see cref="TestCluster"/>.</summary>
public sealed class TestNode
{
    private readonly TestMembership _membership;
    private readonly OwnershipSwitch _ownership;

    internal TestNode(ActorSystem system, TestMembership membership, OwnershipSwitch ownership)
    {
        System = system;
        _membership = membership;
        _ownership = ownership;
        Cluster = Cluster.Get(system);

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
    public void Evict() => _membership.Remove(Cluster);

    /// <summary>Leaves in the orderly way: hands its shards over, then its singletons, then ends.</summary>
    public async Task LeaveAsync()
    {
        CoordinatedShutdown.Get(System).AddTask(CoordinatedShutdown.PhaseClusterLeave, "exit", () =>
        {
            _membership.Set(Cluster, MemberStatus.Leaving);
            _membership.Set(Cluster, MemberStatus.Exiting);
            return Task.FromResult(Done.Instance);
        });
        await System.Terminate().WaitAsync(Eventually.Patience);
    }

    /// <summary>Whether the node may act as an owner, from now on.</summary>
    public void SetOwnership(bool holds) => _ownership.Set(holds);
}
