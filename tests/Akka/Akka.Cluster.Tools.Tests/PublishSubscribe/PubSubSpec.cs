using Akka.Actor;
using Akka.Actor.Dsl;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Cluster.Tools.Tests.Fixtures;

namespace Akka.Cluster.Tools.Tests.PublishSubscribe;

/// <summary>Publish-subscribe on several nodes.</summary>
public sealed class PubSubSpec : IAsyncLifetime
{
    private readonly TestCluster _cluster = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Subscribers_of_a_topic_on_all_nodes_get_what_is_published_in_order_and_with_its_sender()
    {
        const int messages = 300;
        var nodes = new[] { await _cluster.StartAsync(), await _cluster.StartAsync(), await _cluster.StartAsync() };
        var listeners = nodes.Select(node => Inbox.Create(node.System)).ToArray();
        for (var i = 0; i < nodes.Length; i++)
            await SubscribeAsync(nodes[i], listeners[i], "news");
        await KnownAsync(nodes[0], "news", 3);

        for (var i = 0; i < messages; i++)
            Mediator(nodes[0]).Tell(new Publish("news", i), listeners[0].Receiver);

        foreach (var listener in listeners)
        {
            for (var i = 0; i < messages; i++)
                Assert.Equal(i, await listener.ReceiveAsync(Eventually.Patience));
        }
    }

    [Fact]
    public async Task An_answer_goes_to_the_publisher()
    {
        var first = await _cluster.StartAsync();
        var second = await _cluster.StartAsync();
        var echo = second.System.ActorOf(dsl => dsl.ReceiveAny((message, context) => context.Sender.Tell($"got {message}")));
        var inbox = Inbox.Create(second.System);
        Mediator(second).Tell(new Subscribe("news", echo), inbox.Receiver);
        Assert.IsType<SubscribeAck>(await inbox.ReceiveAsync(Eventually.Patience));
        await KnownAsync(first, "news", 1);

        Assert.Equal("got x", await Mediator(first).Ask<string>(new Publish("news", "x"), Eventually.Patience));
    }

    [Fact]
    public async Task One_of_each_group_gets_a_message_and_those_without_a_group_do_not()
    {
        var nodes = new[] { await _cluster.StartAsync(), await _cluster.StartAsync() };
        var groups = new Dictionary<string, List<Inbox>> { ["a"] = [], ["b"] = [] };
        foreach (var node in nodes)
        {
            foreach (var (group, members) in groups)
            {
                var member = Inbox.Create(node.System);
                members.Add(member);
                await SubscribeAsync(node, member, "work", group);
            }
        }

        var alone = Inbox.Create(nodes[0].System);
        await SubscribeAsync(nodes[0], alone, "work");
        await Eventually.HoldsAsync(() => GroupsOf(nodes[0], "work").Result == 4, "the groups of both nodes are known");

        for (var i = 0; i < 20; i++)
            Mediator(nodes[0]).Tell(new Publish("work", i, sendOneMessageToEachGroup: true));
        Mediator(nodes[0]).Tell(new Publish("work", -1));

        Assert.Equal(-1, await alone.ReceiveAsync(Eventually.Patience));
        foreach (var members in groups.Values)
            Assert.Equal(Enumerable.Range(0, 20), (await TakeAsync(members, 20)).Order());
    }

    [Fact]
    public async Task Send_reaches_one_and_prefers_its_own_node_when_asked()
    {
        var first = await _cluster.StartAsync();
        var second = await _cluster.StartAsync();
        foreach (var (node, name) in new[] { (first, "first"), (second, "second") })
        {
            var worker = node.System.ActorOf(dsl => dsl.ReceiveAny((_, context) => context.Sender.Tell(name)), "worker");
            Mediator(node).Tell(new Put(worker));
        }

        await Eventually.HoldsAsync(() => AllOf(first).Result == 2, "both workers are known");

        for (var i = 0; i < 10; i++)
            Assert.Equal("first",
                await Mediator(first).Ask<string>(new Send("/user/worker", "x", localAffinity: true), Eventually.Patience));
        Assert.Equal("second",
            await Mediator(first).Ask<string>(new SendToAll("/user/worker", "x", excludeSelf: true), Eventually.Patience));
    }

    [Fact]
    public async Task After_unsubscribe_and_after_the_end_of_a_subscriber_the_topic_is_gone()
    {
        var node = await _cluster.StartAsync();
        var inbox = Inbox.Create(node.System);
        var ephemeral = node.System.ActorOf(dsl => dsl.ReceiveAny((_, _) => { }));
        Mediator(node).Tell(new Subscribe("one", ephemeral), inbox.Receiver);
        await inbox.ReceiveAsync(Eventually.Patience);
        await SubscribeAsync(node, inbox, "two");
        Assert.Equal(["one", "two"], (await TopicsAsync(node)).Order());

        Mediator(node).Tell(new Unsubscribe("two", inbox.Receiver), inbox.Receiver);
        Assert.IsType<UnsubscribeAck>(await inbox.ReceiveAsync(Eventually.Patience));
        Assert.Equal(["one"], await TopicsAsync(node));
        node.System.Stop(ephemeral);

        await Eventually.HoldsAsync(() => TopicsAsync(node).Result.Count == 0, "the topic is gone");
    }

    [Fact]
    public async Task What_a_removed_node_had_registered_is_forgotten()
    {
        var first = await _cluster.StartAsync();
        var second = await _cluster.StartAsync();
        var inbox = Inbox.Create(second.System);
        await SubscribeAsync(second, inbox, "news");
        await KnownAsync(first, "news", 1);

        await second.CrashAsync();

        await Eventually.HoldsAsync(() => TopicsAsync(first).Result.Count == 0, "the topic is gone");
    }

    [Fact]
    public async Task A_message_for_nobody_is_a_dead_letter()
    {
        var node = await _cluster.StartAsync();
        var letters = Inbox.Create(node.System);
        node.System.EventStream.Subscribe(letters.Receiver, typeof(Akka.Event.DeadLetter));

        Mediator(node).Tell(new Publish("nowhere", "lost"));

        // The node's own messages may be lost at the same time.
        while (Assert.IsType<Akka.Event.DeadLetter>(await letters.ReceiveAsync(Eventually.Patience)).Message is not "lost")
        {
        }
    }

    [Fact]
    public void A_topic_needs_a_name()
    {
        Assert.Throws<ArgumentException>(() => new Subscribe("", ActorRefs.Nobody));
        Assert.Throws<ArgumentException>(() => new Unsubscribe("", ActorRefs.Nobody));
        Assert.Throws<ArgumentException>(() => new Publish("", 1));
    }

    private static IActorRef Mediator(TestNode node) => DistributedPubSub.Get(node.System).Mediator;

    private static async Task SubscribeAsync(TestNode node, Inbox inbox, string topic, string? group = null)
    {
        Mediator(node).Tell(new Subscribe(topic, inbox.Receiver, group), inbox.Receiver);
        Assert.Equal(topic, Assert.IsType<SubscribeAck>(await inbox.ReceiveAsync(Eventually.Patience)).Subscribe.Topic);
    }

    private static async Task<IReadOnlyCollection<string>> TopicsAsync(TestNode node) =>
        [.. (await Mediator(node).Ask<CurrentTopics>(GetTopics.Instance, Eventually.Patience)).Topics];

    /// <summary>Waits until the mediator knows so many nodes with subscribers.</summary>
    private static Task KnownAsync(TestNode node, string topic, int nodes) =>
        Eventually.HoldsAsync(() =>
            CountAsync(node, RegistrationKeys.Topic(topic)).Result == nodes, $"[{topic}] is known of {nodes} nodes");

    private static Task<int> GroupsOf(TestNode node, string topic) => CountAsync(
        node, RegistrationKeys.Group(topic, "a"), RegistrationKeys.Group(topic, "b"));

    private static Task<int> AllOf(TestNode node) => CountAsync(node, "/user/worker");

    private static async Task<int> CountAsync(TestNode node, params string[] keys)
    {
        var counts = await Task.WhenAll(keys.Select(key => Mediator(node).Ask<int>(new CountNodes(key), Eventually.Patience)));
        return counts.Sum();
    }

    private static async Task<List<int>> TakeAsync(List<Inbox> inboxes, int count)
    {
        var taken = new List<int>();
        var receiving = inboxes.ToDictionary(inbox => inbox, inbox => inbox.ReceiveAsync(Eventually.Patience));
        while (taken.Count < count)
        {
            var done = await Task.WhenAny(receiving.Values);
            var inbox = receiving.First(pair => pair.Value == done).Key;
            taken.Add((int)await done);
            receiving[inbox] = inbox.ReceiveAsync(Eventually.Patience);
        }

        return taken;
    }
}
