using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Tests.Actor;

namespace Akka.Tests.Dispatch;

public sealed class MailboxSpec() : EngineSpec(Config)
{
    private const string Config = """
        small { mailbox-type = "Akka.Dispatch.BoundedMailbox, Akka", mailbox-capacity = 2, mailbox-push-timeout-time = 0s }
        small-deque { mailbox-type = "Akka.Dispatch.BoundedDequeBasedMailbox", mailbox-capacity = 2, mailbox-push-timeout-time = 0s }
        by-length { mailbox-type = "Akka.Tests.Dispatch.ByLength, Akka.Tests" }
        by-length-stable { mailbox-type = "Akka.Tests.Dispatch.ByLengthStable, Akka.Tests" }
        by-length-small {
          mailbox-type = "Akka.Tests.Dispatch.ByLengthBounded, Akka.Tests"
          mailbox-capacity = 3, mailbox-push-timeout-time = 0s
        }
        by-length-broken { mailbox-type = "Akka.Tests.Dispatch.ByLengthBounded, Akka.Tests", mailbox-capacity = 0 }
        control { mailbox-type = "Akka.Dispatch.UnboundedControlAwareMailbox" }
        broken { mailbox-type = "Akka.Dispatch.BoundedMailbox", mailbox-capacity = 0 }
        pinned { type = PinnedDispatcher }
        forked { type = Dispatcher, executor = fork-join-executor, dedicated-thread-pool.thread-count = 1 }
        tasks { type = Dispatcher, executor = task-executor, throughput = 1 }
        aliased = forked
        """;

    [Fact]
    public async Task A_full_mailbox_refuses_to_the_dead_letters_and_takes_again_when_there_is_room()
    {
        var probe = CreateProbe();
        var letters = CreateProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        using var gate = new ManualResetEventSlim();
        var actor = await Blocked(Props.CreateBy(() => new Gated(gate, probe.Ref)).WithMailbox("small"), probe);
        foreach (var message in new[] { "1", "2", "3" })
            actor.Tell(message, ActorRefs.NoSender);
        Assert.Equal("3", (await letters.Expect<DeadLetter>()).Message);
        gate.Set();
        await probe.Expect("1", "2");
        actor.Tell("4", ActorRefs.NoSender);
        await probe.Expect("4");
    }

    [Theory]
    [InlineData("by-length")]
    [InlineData("by-length-stable")]
    public async Task A_priority_mailbox_reorders_what_waits(string mailbox)
    {
        var probe = CreateProbe();
        using var gate = new ManualResetEventSlim();
        var actor = await Blocked(Props.CreateBy(() => new Gated(gate, probe.Ref)).WithMailbox(mailbox), probe);
        foreach (var message in new[] { "ccc", "a", "bb", "d" })
            actor.Tell(message, ActorRefs.NoSender);
        gate.Set();
        await probe.Expect("a", "d", "bb", "ccc");
    }

    [Fact]
    public async Task A_full_priority_mailbox_refuses_the_newest_whatever_its_priority()
    {
        var probe = CreateProbe();
        var letters = CreateProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        using var gate = new ManualResetEventSlim();
        var actor = await Blocked(Props.CreateBy(() => new Gated(gate, probe.Ref)).WithMailbox("by-length-small"), probe);
        foreach (var message in new[] { "ccc", "bb", "dd", "a" })
            actor.Tell(message, ActorRefs.NoSender);
        Assert.Equal("a", (await letters.Expect<DeadLetter>()).Message);
        gate.Set();
        await probe.Expect("bb", "dd", "ccc");
        actor.Tell("e", ActorRefs.NoSender);
        await probe.Expect("e");
    }

    [Fact]
    public async Task An_actor_with_a_stash_may_have_a_bounded_priority_mailbox()
    {
        var actor = Sys.ActorOf(Props.Create<Keeping>().WithMailbox("by-length-small"));
        actor.Tell("keep", ActorRefs.NoSender);
        Assert.Equal("keep", await actor.Ask<string>("give", Patience));
    }

    [Theory]
    [InlineData("pinned")]
    [InlineData("forked")]
    [InlineData("tasks")]
    [InlineData("aliased")]
    [InlineData("akka.actor.internal-dispatcher")]
    [InlineData("akka.actor.default-fork-join-dispatcher")]
    public async Task Every_kind_of_dispatcher_delivers_in_order_and_survives_failures(string dispatcher)
    {
        var probe = CreateProbe();
        using var gate = new ManualResetEventSlim(true);
        var actor = Sys.ActorOf(Props.CreateBy(() => new Gated(gate, probe.Ref)).WithDispatcher(dispatcher));
        foreach (var message in new[] { "1", "fail", "2", "3" })
            actor.Tell(message, ActorRefs.NoSender);
        await probe.Expect("1", "2", "3");
        Assert.True(await actor.GracefulStop(Patience));
    }

    [Fact]
    public async Task A_pinned_actor_always_runs_on_its_own_thread()
    {
        var one = Sys.ActorOf(Props.Create<ThreadTeller>().WithDispatcher("pinned"));
        var two = Sys.ActorOf(Props.Create<ThreadTeller>().WithDispatcher("pinned"));
        var first = await one.Ask<int>("?", Patience);
        Assert.Equal(first, await one.Ask<int>("?", Patience));
        Assert.NotEqual(first, await two.Ask<int>("?", Patience));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("broken")]
    [InlineData("by-length-broken")]
    public void An_unusable_mailbox_is_refused_where_the_actor_is_made(string mailbox) =>
        Assert.ThrowsAny<Exception>(() => Sys.ActorOf(Props.Create<ThreadTeller>().WithMailbox(mailbox)));

    [Fact]
    public void An_unknown_dispatcher_is_refused_by_name() => Assert.Contains(
        "[nowhere]",
        Assert.Throws<ConfigurationException>(() => Sys.ActorOf(Props.Create<ThreadTeller>().WithDispatcher("nowhere"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_mailbox_that_cannot_stash_is_refused_for_an_actor_with_a_stash() =>
        Assert.Throws<ArgumentException>(() => Sys.ActorOf(Props.Create<Stashing>().WithMailbox("control")));

    private static async Task<IActorRef> Blocked(Props props, Probe probe)
    {
        var actor = ((ActorSystem)((ExtendedActorSystem)((LocalActorRef)probe.Ref).Cell.System)).ActorOf(props);
        actor.Tell("block", ActorRefs.NoSender);
        await probe.Expect("blocked");
        return actor;
    }

    private sealed class Gated : ReceiveActor
    {
        public Gated(ManualResetEventSlim gate, IActorRef log)
        {
            Receive<string>(text => text == "block", _ =>
            {
                log.Tell("blocked");
                gate.Wait();
            });
            Receive<string>(text => text == "fail", _ => throw new ArithmeticException());
            Receive<string>(text => log.Tell(text));
        }
    }

    private sealed class ThreadTeller : ReceiveActor
    {
        public ThreadTeller()
        {
            ReceiveAny(_ => Sender.Tell(Environment.CurrentManagedThreadId));
        }
    }

    private sealed class Keeping : ReceiveActor, IWithStash
    {
        private IActorRef _asker = ActorRefs.Nobody;

        public Keeping()
        {
            Receive<string>(text => text == "keep" && _asker.IsNobody(), _ => Stash.Stash());
            Receive<string>(text => text == "keep", text => _asker.Tell(text));
            Receive<string>(_ =>
            {
                _asker = Sender;
                Stash.UnstashAll();
            });
        }

        public IStash Stash { get; set; } = null!;
    }

    private sealed class Stashing : ReceiveActor, IWithUnboundedStash
    {
        public IStash Stash { get; set; } = null!;
    }
}

public sealed class ByLength(Settings settings, Config config) : UnboundedPriorityMailbox(settings, config)
{
    protected override int PriorityGenerator(object message) => ((string)message).Length;
}

public sealed class ByLengthStable(Settings settings, Config config) : UnboundedStablePriorityMailbox(settings, config)
{
    protected override int PriorityGenerator(object message) => ((string)message).Length;
}

public sealed class ByLengthBounded(Settings settings, Config config) : BoundedPriorityMailbox(settings, config)
{
    protected override int PriorityGenerator(object message) => ((string)message).Length;
}
