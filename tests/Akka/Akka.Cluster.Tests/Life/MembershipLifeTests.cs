using Akka.Actor;
using Akka.Cluster.Tests.Fixtures;

namespace Akka.Cluster.Tests.Life;

/// <summary>Several systems over real connections: join, up, leave, down, crash.</summary>
public sealed class MembershipLifeTests : IAsyncLifetime
{
    private readonly Systems _systems = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _systems.DisposeAsync().AsTask();

    [Fact]
    public async Task A_single_system_goes_up_without_a_database()
    {
        var system = _systems.Start("akka.cluster.membership.connection-string = \"\"");
        var cluster = Cluster.Get(system);
        var up = new TaskCompletionSource();
        cluster.RegisterOnMemberUp(() => up.TrySetResult());

        Assert.Equal(MemberStatus.Removed, cluster.SelfMember.Status);
        await cluster.JoinAsync(cluster.SelfAddress).WaitAsync(Systems.Patience);

        await up.Task.WaitAsync(Systems.Patience);
        Assert.True(cluster.IsUp);
        Assert.Equal(cluster.SelfAddress, cluster.State.Leader);
        Assert.True(MembershipLease.Get(system).IsValid);
    }

    [Fact]
    public async Task Seed_nodes_in_the_configuration_join_by_themselves()
    {
        var first = await _systems.UpAsync();
        var second = _systems.Start($"akka.cluster.seed-nodes = [\"{Cluster.Get(first).SelfAddress}\"]");

        await Systems.SeeAsync(MemberStatus.Up, [first, second]);
    }

    [Fact]
    [Trait("Req", "REG-5")]
    public async Task Members_see_each_other_and_one_leader()
    {
        ActorSystem[] all = [await _systems.UpAsync("akka.cluster.roles = [a]"), await _systems.UpAsync(), await _systems.UpAsync()];

        await Systems.SeeAsync(MemberStatus.Up, all);

        Assert.Single(all.Select(system => Cluster.Get(system).State.Leader).Distinct());
        Assert.All(all, system => Assert.Equal(Cluster.Get(all[0]).SelfAddress, Cluster.Get(system).State.RoleLeader("a")));
        var ages = Cluster.Get(all[1]).State.Members.Order(Member.AgeOrdering).Select(member => member.Address);
        Assert.Equal(all.Select(system => Cluster.Get(system).SelfAddress), ages);
    }

    [Fact]
    public async Task A_member_that_leaves_is_removed_in_order_and_its_system_ends()
    {
        ActorSystem[] all = [await _systems.UpAsync(), await _systems.UpAsync()];
        await Systems.SeeAsync(MemberStatus.Up, all);
        var events = await Recorder.StartAsync(all[0]);

        await Cluster.Get(all[1]).LeaveAsync().WaitAsync(Systems.Patience);

        await Systems.SeeAsync(MemberStatus.Up, [all[0]]);
        await all[1].WhenTerminated.WaitAsync(Systems.Patience);
        Assert.Equal(
            ["MemberLeft", "MemberExited", "MemberRemoved Exiting"],
                await events.LifeOfAsync(Cluster.Get(all[1]).SelfAddress, "MemberRemoved Exiting"));
        Assert.True(Cluster.Get(all[1]).IsTerminated);
    }

    [Fact]
    public async Task A_member_that_is_shut_out_stops_and_its_system_ends()
    {
        ActorSystem[] all = [await _systems.UpAsync(), await _systems.UpAsync()];
        await Systems.SeeAsync(MemberStatus.Up, all);
        var events = await Recorder.StartAsync(all[0]);

        Cluster.Get(all[0]).Down(Cluster.Get(all[1]).SelfAddress);

        await Systems.SeeAsync(MemberStatus.Up, [all[0]]);
        await all[1].WhenTerminated.WaitAsync(Systems.Patience);
        Assert.False(MembershipLease.Get(all[1]).IsValid);
        Assert.Equal(
            ["MemberDowned", "MemberRemoved Down"], await events.LifeOfAsync(Cluster.Get(all[1]).SelfAddress, "MemberRemoved Down"));
    }

    [Fact]
    public async Task A_crashed_member_is_removed_after_its_lease()
    {
        ActorSystem[] all = [await _systems.UpAsync(), await _systems.UpAsync(), await _systems.UpAsync()];
        await Systems.SeeAsync(MemberStatus.Up, all);
        var events = await Recorder.StartAsync(all[0]);

        await Systems.CrashAsync(all[2]);

        await Systems.SeeAsync(MemberStatus.Up, all[..2]);
        Assert.Equal(
            ["MemberDowned", "MemberRemoved Down"], await events.LifeOfAsync(Cluster.Get(all[2]).SelfAddress, "MemberRemoved Down"));
    }

    [Fact]
    public async Task Members_wait_for_the_configured_number()
    {
        const string three = "akka.cluster { min-nr-of-members = 3, role.a.min-nr-of-members = 2 }";
        var first = _systems.Start(three + ", akka.cluster.roles = [a]");
        var second = _systems.Start(three);
        var third = _systems.Start(three);
        foreach (var system in new[] { first, second, third })
            Cluster.Get(system).Join(Cluster.Get(first).SelfAddress);
        await Systems.SeeAsync(MemberStatus.Joining, [first, second, third]);

        var fourth = _systems.Start(three + ", akka.cluster.roles = [a]");
        Cluster.Get(fourth).Join(Cluster.Get(first).SelfAddress);

        await Systems.SeeAsync(MemberStatus.Up, [first, second, third, fourth]);
    }

    [Fact]
    public async Task Systems_without_a_shared_table_do_not_form_islands()
    {
        var system = _systems.Start("akka.cluster.membership.connection-string = \"\"");

        var refused = await Assert.ThrowsAsync<ClusterJoinFailedException>(
            () => Cluster.Get(system).JoinAsync(Address.Parse("akka.tcp://Sys@127.0.0.1:1")).WaitAsync(Systems.Patience));

        Assert.Contains("akka.cluster.membership.provider", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Cluster.Get(system).State.Members);
    }
}
