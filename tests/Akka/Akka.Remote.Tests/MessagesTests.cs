using Akka.Actor;
using Akka.Event;
using Akka.Remote.Tests.Fixtures;
using Akka.Remote.Transport;
using Google.Protobuf.WellKnownTypes;

namespace Akka.Remote.Tests;

/// <summary>Messages between two systems.</summary>
public sealed class MessagesTests : RemoteSpec
{
    [Fact]
    public void The_address_is_known_when_the_system_is_there()
    {
        Assert.Equal("akka.tcp", Here.Protocol);
        Assert.Equal("here", Here.System);
        Assert.Equal("127.0.0.1", Here.Host);
        Assert.InRange(Here.Port!.Value, 1, 65535);
    }

    [Fact]
    public async Task An_actor_is_found_by_path_and_answers()
    {
        var there = Another();
        there.ActorOf(Props.Create<Echo>(), "echo");

        var echo = await Find(there, "/user/echo");
        echo.Tell("hello", TestActor);

        ExpectMsg("hello", Patience);
        Assert.Equal(echo, LastSender);
        Assert.Equal(AddressOf(there), echo.Path.Address);
        Assert.NotEqual(0, echo.Path.Uid);
    }

    [Fact]
    public async Task Messages_of_all_kinds_come_back_as_they_were_sent()
    {
        var there = Another();
        var echo = Remotely(there, there.ActorOf(Props.Create<Echo>(), "echo"));
        object[] messages =
        [
            "text with ünïcödé", "", 42, -1L, new byte[] { 1, 2, 3 }, Array.Empty<byte>(), TestActor, echo, Here,
            new Status.Success("fine"), new ActorIdentity(7, TestActor), new ActorIdentity("none", null),
        ];

        foreach (var message in messages)
            Assert.Equivalent(message, await echo.Ask<object>(message, Patience), strict: true);
    }

    [Fact]
    public async Task A_failure_keeps_its_message_and_becomes_the_failure_of_an_ask()
    {
        var there = Another();
        var echo = Remotely(there, there.ActorOf(Props.Create<Echo>(), "echo"));
        var failure = new Status.Failure(new InvalidOperationException("no", new IOException("deeper")));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => echo.Ask<string>(failure, Patience));

        Assert.Equal("no", error.Message);
        Assert.Equal("deeper", Assert.IsType<IOException>(error.InnerException).Message);
    }

    [Fact]
    public void A_reference_in_a_message_leads_back()
    {
        var there = Another();
        var probe = ProbeIn(there);

        Remotely(there, probe.Ref).Tell(new Note("hi", 3, TestActor), TestActor);
        var note = probe.ExpectMsg<Note>(Patience);
        note.ReplyTo.Tell("back", probe.Ref);

        Assert.Equal(("hi", 3), (note.Text, note.Number));
        Assert.Equal(Here, note.ReplyTo.Path.Address);
        ExpectMsg("back", Patience);
    }

    [Fact]
    public void Many_messages_arrive_in_order_whatever_their_size()
    {
        const int count = 3000;
        var there = Another();
        var probe = ProbeIn(there);
        var remote = Remotely(there, probe.Ref);

        for (var i = 0; i < count; i++)
            remote.Tell(new string((char)('a' + (i % 26)), i * 7 % 20_000) + "#" + i, TestActor);

        for (var i = 0; i < count; i++)
        {
            var text = probe.ExpectMsg<string>(Patience);
            Assert.Equal($"#{i}", text[text.IndexOf('#')..]);
            Assert.Equal(i * 7 % 20_000, text.IndexOf('#'));
        }
    }

    [Fact]
    public void More_actors_than_a_table_of_paths_holds_can_talk()
    {
        const int count = 5000;
        var there = Another();
        var echo = Remotely(there, there.ActorOf(Props.Create<Echo>(), "echo"));
        var actors = Enumerable.Range(0, count).Select(i => Sys.ActorOf(Props.Create(() => new Asker(echo, TestActor, i)))).ToArray();

        var answers = Enumerable.Range(0, count).Select(_ => ExpectMsg<int>(Patience)).ToHashSet();

        Assert.Equal(count, actors.Length);
        Assert.Equal(count, answers.Count);
    }

    [Fact]
    public void A_selection_with_wildcards_reaches_all_that_match()
    {
        var there = Another();
        var first = ProbeIn(there);
        var second = ProbeIn(there);
        there.ActorOf(Props.Create(() => new Forwarder(first.Ref)), "worker-1");
        there.ActorOf(Props.Create(() => new Forwarder(second.Ref)), "worker-2");

        Sys.ActorSelection(new RootActorPath(AddressOf(there)) + "user/worker-*").Tell("all", TestActor);

        first.ExpectMsg("all", Patience);
        second.ExpectMsg("all", Patience);
    }

    [Fact]
    public async Task A_selection_of_nobody_is_not_resolved()
    {
        var there = Another();

        await Assert.ThrowsAsync<ActorNotFoundException>(() => Find(there, "/user/nobody"));
    }

    [Fact]
    public void A_poison_pill_and_a_kill_end_actors_over_there()
    {
        var there = Another();
        var watcher = ProbeIn(there);
        foreach (object end in new object[] { PoisonPill.Instance, Kill.Instance })
        {
            var actor = there.ActorOf(Props.Create<Echo>());
            watcher.Watch(actor);
            Remotely(there, actor).Tell(end, TestActor);
            watcher.ExpectTerminated(actor, Patience);
        }
    }

    [Fact]
    public void Stopping_a_remote_reference_stops_the_actor()
    {
        var there = Another();
        var actor = there.ActorOf(Props.Create<Echo>());
        var watcher = ProbeIn(there);
        watcher.Watch(actor);

        ((IInternalActorRef)Remotely(there, actor)).Stop();

        watcher.ExpectTerminated(actor, Patience);
    }

    [Fact]
    public void A_message_for_an_actor_that_is_gone_is_a_dead_letter_over_there()
    {
        var there = Another();
        var letters = EventsOf<DeadLetter>(there);

        Sys.ActorSelection(new RootActorPath(AddressOf(there)) + "/user/nobody").Tell("lost", TestActor);

        Assert.Equal("lost", letters.FishForMessage<DeadLetter>(letter => letter.Message is "lost", Patience).Message);
    }

    [Fact]
    public void A_path_without_uid_reaches_the_next_actor_of_the_name_and_one_with_uid_does_not()
    {
        var there = Another();
        var watcher = ProbeIn(there);
        var first = there.ActorOf(Props.Create<Echo>(), "name");
        var withUid = Remotely(there, first);
        var withoutUid = ((ExtendedActorSystem)Sys).Provider
            .ResolveActorRef(first.Path.ToStringWithAddress(AddressOf(there)));
        withoutUid.Tell("1", TestActor);
        withUid.Tell("2", TestActor);
        ExpectMsg("1", Patience);
        ExpectMsg("2", Patience);
        watcher.Watch(first);
        there.Stop(first);
        watcher.ExpectTerminated(first, Patience);

        // Watchers may hear of the end before its parent, which frees the name.
        AwaitAssert(() => there.ActorOf(Props.Create<Echo>(), "name"), Patience);

        withUid.Tell("3", TestActor);
        withoutUid.Tell("4", TestActor);

        ExpectMsg("4", Patience);
    }

    [Fact]
    public void Another_protocol_is_not_spoken()
    {
        var letters = EventsOf<DeadLetter>(Sys);
        EventFilter.Error(contains: "akka.tcp").ExpectOne(() =>
        {
            Sys.ActorSelection("akka.udp://there@127.0.0.1:1/user/x").Tell("lost", TestActor);
            Assert.Equal("lost", letters.FishForMessage<DeadLetter>(letter => letter.Message is "lost", Patience).Message);
        });
    }

    [Fact]
    public void A_generated_message_that_is_bound_arrives()
    {
        const string bound = "akka.actor.serialization-bindings { \"Google.Protobuf.WellKnownTypes.Struct, Google.Protobuf\" = proto }";
        var first = Another(bound, "first");
        var second = Another(bound, "second");
        var probe = ProbeIn(second);
        var message = new Struct { Fields = { ["a"] = Value.ForNumber(1), ["b"] = Value.ForString(new string('x', 100_000)) } };

        ((ExtendedActorSystem)first).Provider
            .ResolveActorRef(probe.Ref.Path.ToSerializationFormatWithAddress(AddressOf(second))).Tell(message, ActorRefs.NoSender);

        Assert.Equal(message, probe.ExpectMsg<Struct>(Patience));
    }

    [Fact]
    public async Task Messages_sent_just_before_the_end_of_a_system_arrive()
    {
        var there = Another("akka.remote.flush-wait-on-shutdown = 60 s");
        var me = ((ExtendedActorSystem)there).Provider.ResolveActorRef(TestActor.Path.ToSerializationFormatWithAddress(Here));

        for (var i = 0; i < 1000; i++)
            me.Tell(i, ActorRefs.NoSender);
        await there.Terminate();

        for (var i = 0; i < 1000; i++)
            ExpectMsg(i, Patience);
    }

    [Fact]
    public void A_sender_of_another_system_in_the_process_gets_the_answer()
    {
        var there = Another();
        var third = Another(name: "third");
        var probe = ProbeIn(third);
        var echo = Remotely(there, there.ActorOf(Props.Create<Echo>()));

        echo.Tell("from the third", probe.Ref);

        probe.ExpectMsg("from the third", Patience);
    }

    [Fact]
    public async Task A_slow_link_delivers_late_and_in_order()
    {
        var there = Another();
        var probe = ProbeIn(there);
        await Throttle(Sys, there, ThrottleTransportAdapter.Direction.Send, new Delayed(TimeSpan.FromMilliseconds(50)));

        for (var i = 0; i < 100; i++)
            Remotely(there, probe.Ref).Tell(i, TestActor);

        for (var i = 0; i < 100; i++)
            probe.ExpectMsg(i, Patience);
    }

    private sealed class Asker : UntypedActor
    {
        private readonly IActorRef _report;

        public Asker(IActorRef echo, IActorRef report, int number)
        {
            _report = report;
            echo.Tell(number, Self);
        }

        protected override void OnReceive(object message) => _report.Tell(message);
    }

    private sealed class Forwarder(IActorRef target) : UntypedActor
    {
        protected override void OnReceive(object message) => target.Forward(message);
    }
}
