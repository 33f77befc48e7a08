using Akka.Actor;
using Akka.Cluster.Tests.Fixtures;
using Akka.Remote;
using Akka.Remote.Transport;

namespace Akka.Cluster.Tests.Life;

/// <summary>Systems that lose their database, all or some, alone or together with their links.</summary>
public sealed class DatabaseLossTests : IAsyncLifetime
{
    private readonly Systems _systems = new();
    private readonly FaultyDatabase[] _databases = [new(), new(), new()];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        foreach (var database in _databases)
            (database.IsCut, database.Hangs, database.DelayMs) = (false, false, 0);
        return _systems.DisposeAsync().AsTask();
    }

    [Fact]
    [Trait("Req", "RED-5")]
    public async Task A_member_cut_from_the_database_renews_through_a_peer()
    {
        var all = await ThreeAsync();
        var lease = MembershipLease.Get(all[2]);
        var term = lease.Term;

        _databases[2].IsCut = true;
        await _systems.PassAsync(leases: 1.3);

        Assert.True(lease.IsValid);
        Assert.Equal(term, lease.Term);
        await Systems.SeeAsync(MemberStatus.Up, all);
        Assert.Equal(MemberStatus.Up, Cluster.Get(all[2]).SelfMember.Status);
    }

    [Fact]
    [Trait("Req", "RED-6")]
    public async Task A_peer_that_does_not_reach_the_database_either_is_passed_over()
    {
        var all = await ThreeAsync();
        var terms = all.Select(system => MembershipLease.Get(system).Term).ToArray();

        _databases[1].Hangs = true;
        _databases[2].IsCut = true;
        await _systems.PassAsync(leases: 1.3);

        Assert.Equal(terms, all.Select(system => MembershipLease.Get(system).Term));
        Assert.All(all, system => Assert.True(MembershipLease.Get(system).IsValid));
        await Systems.SeeAsync(MemberStatus.Up, all);
    }

    [Fact]
    [Trait("Req", "RED-5")]
    public async Task A_system_joins_through_a_peer()
    {
        var first = await _systems.UpAsync();
        var cut = new FaultyDatabase { IsCut = true };
        var second = _systems.Start($"akka.cluster.seed-nodes = [\"{Cluster.Get(first).SelfAddress}\"]", cut);

        await Systems.SeeAsync(MemberStatus.Up, [first, second]);
        Assert.Equal(0, cut.Calls);
    }

    [Fact]
    [Trait("Req", "RED-5")]
    public async Task An_outage_of_the_database_stops_no_owner_and_changes_no_member()
    {
        var all = await ThreeAsync();
        var terms = all.Select(system => MembershipLease.Get(system).Term).ToArray();
        var end = _databases.Select(database => database.Calls).ToArray();

        foreach (var database in _databases)
            database.IsCut = true;
        await Systems.UntilAsync(() => _systems.ReadTableAsync().Result.Lapses.Length == 3, () => "the end of all leases");
        Assert.All(all, system => Assert.True(MembershipLease.Get(system).IsValid));

        foreach (var database in _databases)
            database.IsCut = false;
        await Systems.UntilAsync(
            () => _databases.Zip(end).All(pair => pair.First.Calls > pair.Second + 5), () => "calls after the outage");
        Assert.Equal(terms, all.Select(system => MembershipLease.Get(system).Term));
        await Systems.SeeAsync(MemberStatus.Up, all);
    }

    [Fact]
    public async Task A_minority_without_the_database_stops_and_the_others_take_over()
    {
        var all = await ThreeAsync();
        var lease = MembershipLease.Get(all[2]);

        _databases[2].IsCut = true;
        await CutAsync(all[2], all[0]);
        await CutAsync(all[2], all[1]);

        // The table lets it go only after it has stopped itself.
        await Systems.SeeAsync(MemberStatus.Up, all[..2], all[..2]);
        Assert.False(lease.IsValid);
        Assert.All(all[..2], system => Assert.True(MembershipLease.Get(system).IsValid));

        _databases[2].IsCut = false;
        await all[2].WhenTerminated.WaitAsync(Systems.Patience);
        Assert.True(Cluster.Get(all[2]).IsTerminated);
    }

    [Fact]
    public async Task Unreachable_members_are_published_and_not_removed()
    {
        var all = await ThreeAsync();
        var third = Cluster.Get(all[2]);
        var events = await Recorder.StartAsync(all[0]);

        await CutAsync(all[0], all[2]);
        await Systems.UntilAsync(
            () => Cluster.Get(all[1]).State.Unreachable.Any(member => member.Address.Equals(third.SelfAddress)),
            () => "the first member's observation at the second");
        Assert.Equal("UnreachableMember", (await events.OfAsync(third.SelfAddress, "UnreachableMember"))[^1]);
        Assert.Equal(3, Cluster.Get(all[0]).State.Members.Count);
        Assert.True(third.Lease.IsValid);

        await CutAsync(all[0], all[2], Unthrottled.Instance);
        Assert.Equal("ReachableMember", (await events.OfAsync(third.SelfAddress, "ReachableMember"))[^1]);
        await Systems.UntilAsync(() => all.All(system => Cluster.Get(system).State.Unreachable.IsEmpty), () => "everybody reachable");
    }

    [Fact]
    [Trait("Req", "RED-6")]
    public async Task A_link_that_was_cut_for_long_leaves_nothing_behind_and_a_watch_ends_with_the_removal()
    {
        const string impatient = """
            akka.remote.watch-failure-detector {
              heartbeat-interval = 100 ms
              unreachable-nodes-reaper-interval = 100 ms
              expected-response-after = 100 ms
              acceptable-heartbeat-pause = 500 ms
            }
            """;
        var (first, second, third) =
            (await _systems.UpAsync(impatient), await _systems.UpAsync(impatient), await _systems.UpAsync(impatient));
        await Systems.SeeAsync(MemberStatus.Up, [first, second, third]);
        var watched = second.ActorOf(Props.Create(() => new Echo()), "watched");
        var remote = await first.ActorSelection(Cluster.Get(second).SelfAddress + "/user/watched").ResolveOne(Systems.Patience);
        var watch = remote.WatchAsync();

        await CutAsync(first, second);
        await Systems.UntilAsync(
            () => Cluster.Get(first).State.Unreachable.Count == 1 && Cluster.Get(second).State.Unreachable.Count == 1,
            () => "the two not reaching each other");
        await _systems.PassAsync(leases: 0.5);
        await CutAsync(first, second, Unthrottled.Instance);

        // The same incarnations talk as before.
        await Systems.UntilAsync(() => Cluster.Get(first).State.Unreachable.IsEmpty, () => "everybody reachable");
        Assert.Equal("hello", await remote.Ask<string>("hello", Systems.Patience));
        Assert.False(watch.IsCompleted);
        await Systems.CrashAsync(second);
        await watch.WaitAsync(Systems.Patience);
        await Systems.SeeAsync(MemberStatus.Up, [first, third]);
    }

    [Fact]
    public async Task A_slow_database_does_not_cost_the_lease()
    {
        var all = await ThreeAsync();
        var terms = all.Select(system => MembershipLease.Get(system).Term).ToArray();

        foreach (var database in _databases)
            database.DelayMs = 1200;
        var calls = _databases[0].Calls;
        await Systems.UntilAsync(() => _databases[0].Calls > calls + 20, () => "calls of the slow database");

        Assert.Equal(terms, all.Select(system => MembershipLease.Get(system).Term));
        await Systems.SeeAsync(MemberStatus.Up, all);
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }

    /// <summary>Nothing passes between two systems, or everything again.</summary>
    private static async Task CutAsync(ActorSystem one, ActorSystem other, ThrottleMode? mode = null)
    {
        foreach (var (from, to) in new[] { (one, other), (other, one) })
        {
            await RARP.For(from).Provider.Transport.ManagementCommand(new SetThrottle(
                Cluster.Get(to).SelfAddress, ThrottleTransportAdapter.Direction.Both, mode ?? Blackhole.Instance));
        }
    }

    private async Task<ActorSystem[]> ThreeAsync()
    {
        var all = new List<ActorSystem>();
        foreach (var database in _databases)
            all.Add(await _systems.UpAsync(database: database));
        await Systems.SeeAsync(MemberStatus.Up, all);
        return [.. all];
    }
}
