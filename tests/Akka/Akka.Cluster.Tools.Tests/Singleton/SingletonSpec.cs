using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Cluster.Tools.Tests.Fixtures;

namespace Akka.Cluster.Tools.Tests.Singleton;

/// <summary>Singletons on several nodes.</summary>
[Trait("Req", "REG-2")]
public sealed class SingletonSpec : IAsyncLifetime
{
    private readonly TestCluster _cluster = new();
    private readonly Lifetimes _lifetimes = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task It_runs_on_the_oldest_node_and_is_reached_from_all()
    {
        var first = await NodeAsync();
        var second = await NodeAsync();

        Assert.Equal(Name(first), await WhereAsync(first));
        Assert.Equal(Name(first), await WhereAsync(second));
        Assert.Equal([("keeper", Name(first))], _lifetimes.Starts);
    }

    [Fact]
    public async Task A_node_that_leaves_hands_over_to_the_next_oldest()
    {
        var first = await NodeAsync();
        var second = await NodeAsync();
        var third = await NodeAsync();
        Assert.Equal(Name(first), await WhereAsync(third));

        await first.LeaveAsync();

        await RunsOnAsync(second);
        Assert.Equal(Name(second), await WhereAsync(third));
        Assert.Empty(_lifetimes.Overlaps);
    }

    [Fact]
    public async Task After_a_crash_the_next_oldest_starts_it_when_the_dead_node_is_removed()
    {
        var first = await NodeAsync();
        var second = await NodeAsync();
        await RunsOnAsync(first);

        await first.CrashAsync();

        await RunsOnAsync(second);
        Assert.Empty(_lifetimes.Overlaps);
    }

    [Fact]
    public async Task A_node_whose_lease_may_have_ended_stops_it_before_the_others_start_it()
    {
        var first = await NodeAsync();
        var second = await NodeAsync();
        await RunsOnAsync(first);

        first.SetOwnership(false);
        await Eventually.HoldsAsync(() => _lifetimes.Where("keeper") is null, "the singleton has stopped");
        first.Evict();

        await RunsOnAsync(second);
        Assert.Empty(_lifetimes.Overlaps);
    }

    [Fact]
    public async Task What_lies_in_the_mailboxes_of_a_node_that_was_paused_is_not_acted_on()
    {
        var first = await NodeAsync();
        var second = await NodeAsync();
        await RunsOnAsync(first);
        var singleton = await Proxy(first).Ask<ActorIdentity>(new Identify(1), Eventually.Patience);
        var inbox = Inbox.Create(first.System);

        first.SetOwnershipSilently(false);
        for (var i = 0; i < 100; i++)
            singleton.Subject.Tell(i, inbox.Receiver);
        first.SetOwnership(false);
        await Eventually.HoldsAsync(() => _lifetimes.Where("keeper") is null, "the singleton has stopped");
        singleton.Subject.Tell(new Identify(2), inbox.Receiver);

        Assert.Equal(2, Assert.IsType<ActorIdentity>(await inbox.ReceiveAsync(Eventually.Patience)).MessageId);
        first.Evict();
        await RunsOnAsync(second);
        Assert.Empty(_lifetimes.Overlaps);
    }

    [Fact]
    public async Task What_waited_while_the_right_was_lost_for_a_moment_is_handled_in_order()
    {
        var first = await NodeAsync();
        await RunsOnAsync(first);
        var singleton = await Proxy(first).Ask<ActorIdentity>(new Identify(1), Eventually.Patience);
        var inbox = Inbox.Create(first.System);

        first.SetOwnershipSilently(false);
        for (var i = 0; i < 100; i++)
            singleton.Subject.Tell(i, inbox.Receiver);
        first.SetOwnershipSilently(true);

        for (var i = 0; i < 100; i++)
            Assert.Equal(i, await inbox.ReceiveAsync(Eventually.Patience));
    }

    [Fact]
    public async Task It_starts_again_where_it_was_when_the_lease_was_renewed_after_all()
    {
        var first = await NodeAsync();
        var second = await NodeAsync();
        await RunsOnAsync(first);

        first.SetOwnership(false);
        await Eventually.HoldsAsync(() => _lifetimes.Where("keeper") is null, "the singleton has stopped");
        first.SetOwnership(true);

        await RunsOnAsync(first);
        Assert.Equal(Name(first), await WhereAsync(second));
        Assert.Equal(2, _lifetimes.Starts.Count);
        Assert.Empty(_lifetimes.Overlaps);
    }

    [Fact]
    public async Task Nodes_come_and_go_and_there_is_never_a_second_one()
    {
        var nodes = new Queue<TestNode>();
        for (var i = 0; i < 3; i++)
            nodes.Enqueue(await NodeAsync());
        for (var round = 0; round < 4; round++)
        {
            var oldest = nodes.Dequeue();
            await RunsOnAsync(oldest);
            var joined = NodeAsync();
            await (round % 2 == 0 ? oldest.LeaveAsync() : oldest.CrashAsync());
            nodes.Enqueue(await joined);
        }

        await RunsOnAsync(nodes.Peek());
        Assert.Empty(_lifetimes.Overlaps);
    }

    [Fact]
    public async Task A_proxy_keeps_messages_in_order_until_there_is_a_singleton()
    {
        const int messages = 500;
        var without = await _cluster.StartAsync();
        var inbox = Inbox.Create(without.System);
        var proxy = Proxy(without, bufferSize: 1000);
        for (var i = 0; i < messages; i++)
            proxy.Tell(i, inbox.Receiver);

        // No manager runs on the oldest node until now.
        StartManager(without);

        for (var i = 0; i < messages; i++)
            Assert.Equal(i, await inbox.ReceiveAsync(Eventually.Patience));
    }

    [Fact]
    public async Task A_full_buffer_drops_the_oldest_messages()
    {
        var node = await _cluster.StartAsync();
        var inbox = Inbox.Create(node.System);
        var proxy = Proxy(node, bufferSize: 3);
        for (var i = 0; i < 10; i++)
            proxy.Tell(i, inbox.Receiver);
        StartManager(node);

        for (var i = 7; i < 10; i++)
            Assert.Equal(i, await inbox.ReceiveAsync(Eventually.Patience));
    }

    [Fact]
    public async Task The_extension_starts_manager_and_proxy_once()
    {
        var node = await _cluster.StartAsync();
        var props = Props.Create(() => new Keeper(_lifetimes, Name(node)));
        var extension = ClusterSingleton.Get(node.System);

        var proxy = extension.Init(SingletonActor.Create(props, "k"));

        Assert.Same(proxy, extension.Init(SingletonActor.Create(props, "k")));
        Assert.Equal(Name(node), await proxy.Ask<string>("where", Eventually.Patience));
    }

    [Fact]
    public async Task A_node_without_the_role_cannot_run_a_manager()
    {
        var node = await _cluster.StartAsync(roles: "a");
        var settings = ClusterSingletonManagerSettings.Create(node.System).WithRole("b");

        var manager = node.System.ActorOf(ClusterSingletonManager.Props(Props.Create(() => new Keeper(_lifetimes, "x")), settings));

        await manager.WatchAsync().WaitAsync(Eventually.Patience);
        Assert.Empty(_lifetimes.Starts);
    }

    private static string Name(TestNode node) => node.Cluster.SelfUniqueAddress.ToString()!;

    private async Task<TestNode> NodeAsync()
    {
        var node = await _cluster.StartAsync();
        StartManager(node);
        return node;
    }

    private void StartManager(TestNode node)
    {
        var name = Name(node);
        node.System.ActorOf(
            ClusterSingletonManager.Props(
                Props.Create(() => new Keeper(_lifetimes, name)), ClusterSingletonManagerSettings.Create(node.System)),
            "manager");
    }

    private static IActorRef Proxy(TestNode node, int bufferSize = 1000) => node.System.ActorOf(ClusterSingletonProxy.Props(
        "/user/manager", ClusterSingletonProxySettings.Create(node.System).WithBufferSize(bufferSize)));

    private static Task<string> WhereAsync(TestNode node) => Proxy(node).Ask<string>("where", Eventually.Patience);

    private Task RunsOnAsync(TestNode node) =>
        Eventually.HoldsAsync(() => _lifetimes.Where("keeper") == Name(node), "the singleton runs on " + Name(node));
}
