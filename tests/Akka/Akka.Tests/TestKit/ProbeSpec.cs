using Akka.Actor;
using Akka.TestKit;

namespace Akka.Tests.TestKit;

public sealed class ProbeSpec : Akka.TestKit.Xunit2.TestKit
{
    public ProbeSpec()
        : base("akka.test { single-expect-default = 60s, filter-leeway = 60s }")
    {
    }

    [Fact]
    public void A_probe_answers_the_last_sender()
    {
        var probe = CreateTestProbe();
        probe.Ref.Tell("question");

        probe.ExpectMsg("question");
        probe.Reply("answer");

        ExpectMsg("answer");
        Assert.Equal(probe.Ref, LastSender);
        Assert.Equal(TestActor, probe.Sender);
    }

    [Fact]
    public void A_probe_passes_a_message_on_with_its_sender()
    {
        var first = CreateTestProbe();
        var second = CreateTestProbe("second");
        first.Ref.Tell("message");
        first.ExpectMsg("message");

        first.Forward(second);

        second.ExpectMsg("message");
        Assert.Equal(TestActor, second.Sender);
        Assert.Equal("second", second.Ref.Path.Name);
    }

    [Fact]
    public void A_probe_can_be_used_as_a_reference()
    {
        var probe = CreateTestProbe();
        IActorRef reference = probe;

        reference.Tell("a", TestActor);
        Watch(probe);
        Sys.Stop(probe);

        probe.ExpectMsg("a");
        ExpectTerminated(probe);
        Assert.True(reference.Equals(probe.Ref));
    }

    [Fact]
    public async Task A_probe_answers_by_itself()
    {
        var probe = CreateTestProbe();
        probe.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            sender.Tell($"re: {message}", ActorRefs.NoSender);
            return (string)message == "last" ? AutoPilot.NoAutoPilot : AutoPilot.KeepRunning;
        }));

        Assert.Equal("re: a", await probe.Ref.Ask<string>("a", TimeSpan.FromSeconds(60)));
        Assert.Equal("re: last", await probe.Ref.Ask<string>("last", TimeSpan.FromSeconds(60)));
        probe.Ref.Tell("after");

        Assert.Equal(["a", "last", "after"], probe.ReceiveN(3));
        Assert.False(HasMessages);
    }

    [Fact]
    public void A_child_of_a_probe_is_supervised_as_asked()
    {
        var probe = CreateTestProbe();
        var stopped = probe.ChildActorOf(Props.Create(() => new Failing()), "stopped", SupervisorStrategy.StoppingStrategy);
        var restarted = probe.ChildActorOf(Props.Create(() => new Failing()));
        probe.Watch(stopped);

        EventFilter.Exception<InvalidOperationException>().Expect(2, () =>
        {
            stopped.Tell("fail");
            restarted.Tell("fail");
        });

        probe.ExpectTerminated(stopped);
        restarted.Tell("parent");
        ExpectMsg(probe.Ref);
    }

    [Fact]
    public async Task A_test_actor_reference_shows_the_instance()
    {
        var counter = ActorOfAsTestActorRef<Counter>("counter");

        counter.Tell("one");
        counter.Tell("two");

        Assert.Equal(2, counter.UnderlyingActor.Count);
        Assert.Equal("counter", counter.Path.Name);
        Assert.Equal(counter.Ref, await Sys.ActorSelection("/user/counter").ResolveOne(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task What_the_actor_throws_is_thrown_to_the_test()
    {
        var failing = ActorOfAsTestActorRef<Failing>();

        Assert.Throws<InvalidOperationException>(() => failing.Receive("fail"));
        failing.Receive("parent", TestActor);

        ExpectMsg(await Sys.ActorSelection("/user").ResolveOne(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task An_asynchronous_handler_is_awaited()
    {
        var counter = ActorOfAsTestActorRef<Counter>();

        await counter.ReceiveAsync(5);

        Assert.Equal(5, counter.UnderlyingActor.Count);
    }

    [Fact]
    public void A_failing_actor_is_restarted_with_a_new_instance()
    {
        var failing = ActorOfAsTestActorRef<Failing>();
        var first = failing.UnderlyingActor;

        EventFilter.Exception<InvalidOperationException>("fail").ExpectOne(() => failing.Tell("fail"));
        AwaitAssert(() => Assert.NotSame(first, failing.UnderlyingActor));
    }

    private sealed class Counter : ReceiveActor
    {
        public Counter()
        {
            Receive<string>(_ => Count++);
            ReceiveAsync<int>(async number =>
            {
                await Task.Yield();
                Count += number;
            });
        }

        public int Count { get; private set; }
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing()
        {
            Receive<string>(text => text == "parent", _ => Sender.Tell(Context.Parent));
            Receive<string>(text => throw new InvalidOperationException(text));
        }
    }
}
