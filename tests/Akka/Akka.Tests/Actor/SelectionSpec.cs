using Akka.Actor;
using Akka.Event;

namespace Akka.Tests.Actor;

public sealed class SelectionSpec : EngineSpec
{
    [Theory]
    [InlineData("/user/top", "top")]
    [InlineData("/user/top/a", "a")]
    [InlineData("akka://spec/user/top/b", "b")]
    [InlineData("user/top/a/../b", "b")]
    [InlineData("/user/*/b", "b")]
    [InlineData("/user/t?p", "top")]
    public async Task A_path_leads_to_its_actor(string path, string name)
    {
        await MakeTree();
        Assert.Equal(name, (await Sys.ActorSelection(path).ResolveOne(Patience)).Path.Name);
    }

    [Theory]
    [InlineData("/user/top/*", new[] { "a", "b" })]
    [InlineData("/user/top/**", new[] { "a", "b", "deep" })]
    [InlineData("/user/top/?", new[] { "a", "b" })]
    public async Task Wildcards_reach_all_that_match(string path, string[] names)
    {
        await MakeTree();
        var probe = CreateProbe();
        Sys.ActorSelection(path).Tell(new Identify(1), probe.Ref);
        var found = new List<string>();
        foreach (var unused in names)
            found.Add((await probe.Expect<ActorIdentity>()).Subject.Path.Name);
        Assert.Equal(names, found.Order());
        await probe.ExpectNothingBefore("marker");
    }

    [Fact]
    public async Task A_missing_actor_answers_identify_with_null_and_other_messages_are_dead_letters()
    {
        var probe = CreateProbe();
        Sys.ActorSelection("/user/nobody/here").Tell(new Identify("id"), probe.Ref);
        var identity = await probe.Expect<ActorIdentity>();
        Assert.Null(identity.Subject);
        Assert.Equal("id", identity.MessageId);

        Sys.EventStream.Subscribe(probe.Ref, typeof(DeadLetter));
        Sys.ActorSelection("/user/nobody/here").Tell("lost", probe.Ref);
        Assert.Equal("akka://spec/user/nobody/here", (await probe.Expect<DeadLetter>()).Recipient.Path.ToString());
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Sys.ActorSelection("/user/nobody").ResolveOne(Patience));
    }

    [Fact]
    public async Task An_actor_selects_relative_to_itself_and_sends_as_itself()
    {
        await MakeTree();
        var identity = await Sys.ActorSelection("/user/top/a").Ask<ActorIdentity>(new Node.Find("../b"), Patience);
        Assert.Equal("b", identity.Subject.Path.Name);
    }

    [Fact]
    public void Equal_selections_are_equal() =>
        Assert.Equal(Sys.ActorSelection("/user/*/x"), Sys.ActorSelection("/user/*/x"));

    private async Task MakeTree()
    {
        var top = Sys.ActorOf(Props.Create<Node>(), "top");
        await top.Ask<IActorRef>("a", Patience);
        var b = await top.Ask<IActorRef>("b", Patience);
        await b.Ask<IActorRef>("deep", Patience);
    }

    private sealed class Node : ReceiveActor
    {
        public Node()
        {
            Receive<string>(name => Sender.Tell(Context.ActorOf(Props.Create<Node>(), name)));
            Receive<Find>(find => Context.ActorSelection(find.Path).Tell(new Identify(null!), Sender));
        }

        internal sealed record Find(string Path);
    }
}
