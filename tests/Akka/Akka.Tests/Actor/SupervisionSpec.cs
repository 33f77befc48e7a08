using Akka.Actor;

namespace Akka.Tests.Actor;

public sealed class SupervisionSpec : EngineSpec
{
    [Fact]
    public async Task Resume_keeps_the_state()
    {
        var (parent, log) = Make(new OneForOneStrategy(_ => Directive.Resume));
        var child = await Child(parent, "c");
        child.Tell("add", ActorRefs.NoSender);
        child.Tell("fail", ActorRefs.NoSender);
        Assert.Equal(1, await child.Ask<int>("get", Patience));
        await log.Expect("start c");
        await log.ExpectNothingBefore("marker");
    }

    [Fact]
    public async Task Restart_loses_the_state_and_keeps_the_reference()
    {
        var (parent, log) = Make(new OneForOneStrategy(_ => Directive.Restart));
        var child = await Child(parent, "c");
        child.Tell("add", ActorRefs.NoSender);
        child.Tell("fail", ActorRefs.NoSender);
        Assert.Equal(0, await child.Ask<int>("get", Patience));
        await log.Expect("start c", "stop c", "start c");
    }

    [Fact]
    public async Task Stop_stops_the_child_alone()
    {
        var (parent, log) = Make(new OneForOneStrategy(_ => Directive.Stop));
        var one = await Child(parent, "one");
        var two = await Child(parent, "two");
        await log.Watch(one);
        one.Tell("fail", ActorRefs.NoSender);
        await log.Expect("start one", "start two", "stop one");
        Assert.Equal(one, (await log.Expect<Terminated>()).ActorRef);
        Assert.Equal(0, await two.Ask<int>("get", Patience));
    }

    [Fact]
    public async Task Escalate_fails_the_supervisor_which_takes_its_children_with_it()
    {
        var (parent, log) = Make(new OneForOneStrategy(_ => Directive.Escalate));
        var child = await Child(parent, "c");
        await log.Watch(child);
        child.Tell("fail", ActorRefs.NoSender);
        await log.Expect("start c", "stop c");
        await log.Expect<Terminated>();
        Assert.Empty(await parent.Ask<string[]>("children", Patience));
    }

    [Fact]
    public async Task AllForOne_restarts_the_siblings_too()
    {
        var (parent, log) = Make(new AllForOneStrategy(_ => Directive.Restart));
        var one = await Child(parent, "one");
        var two = await Child(parent, "two");
        two.Tell("add", ActorRefs.NoSender);
        Assert.Equal(1, await two.Ask<int>("get", Patience));
        await log.Expect("start one", "start two");
        one.Tell("fail", ActorRefs.NoSender);
        var seen = new[] { await log.Next(), await log.Next(), await log.Next(), await log.Next() };
        Assert.Equal(new object[] { "start one", "start two", "stop one", "stop two" }, seen.Order());
        Assert.Equal(0, await two.Ask<int>("get", Patience));
    }

    [Fact]
    public async Task More_restarts_than_allowed_in_the_window_stop_the_child_and_the_window_begins_anew_later()
    {
        var (parent, log) = Make(new OneForOneStrategy(2, TimeSpan.FromSeconds(1), _ => Directive.Restart));
        Time.Advance(TimeSpan.FromSeconds(5));
        var child = await Child(parent, "c");
        await log.Watch(child);
        await log.Expect("start c");
        for (var i = 0; i < 2; i++)
        {
            child.Tell("fail", ActorRefs.NoSender);
            await log.Expect("stop c", "start c");
        }

        Time.Advance(TimeSpan.FromSeconds(2));
        for (var i = 0; i < 2; i++)
        {
            child.Tell("fail", ActorRefs.NoSender);
            await log.Expect("stop c", "start c");
        }

        child.Tell("fail", ActorRefs.NoSender);
        await log.Expect("stop c");
        await log.Expect<Terminated>();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    public async Task Without_a_window_the_limit_is_for_the_whole_life(int limit, int restarts)
    {
        var (parent, log) = Make(new OneForOneStrategy(limit, -1, Akka.Actor.SupervisorStrategy.DefaultDecider));
        var child = await Child(parent, "c");
        await log.Watch(child);
        await log.Expect("start c");
        for (var i = 0; i < restarts; i++)
        {
            child.Tell("fail", ActorRefs.NoSender);
            await log.Expect("stop c", "start c");
            Time.Advance(TimeSpan.FromHours(1));
        }

        child.Tell("fail", ActorRefs.NoSender);
        await log.Expect("stop c");
        await log.Expect<Terminated>();
    }

    [Fact]
    public async Task Kill_stops_by_default()
    {
        var (parent, log) = Make(Akka.Actor.SupervisorStrategy.DefaultStrategy);
        var child = await Child(parent, "c");
        await log.Watch(child);
        child.Tell(Kill.Instance, ActorRefs.NoSender);
        await log.Expect("start c", "stop c");
        await log.Expect<Terminated>();
    }

    [Fact]
    public async Task A_failing_restart_stops_the_child_with_PostRestartException()
    {
        var probe = CreateProbe();
        var attempts = 0;
        Func<bool> mayStart = () => Interlocked.Increment(ref attempts) == 1;
        var parent = Sys.ActorOf(Props.CreateBy(() => new FragileParent(probe.Ref, mayStart)));
        await probe.Watch(await parent.Ask<IActorRef>("child", Patience));
        (await parent.Ask<IActorRef>("child", Patience)).Tell("fail", ActorRefs.NoSender);
        await probe.Expect<ArithmeticException>();
        var second = await probe.Expect<PostRestartException>();
        Assert.IsType<ArithmeticException>(second.OriginalCause);
        await probe.Expect<Terminated>();
    }

    [Fact]
    public void Deciders_from_tables_take_the_first_fitting_type()
    {
        var decider = Decider.From(
            Directive.Escalate,
            new KeyValuePair<Type, Directive>(typeof(ArgumentNullException), Directive.Stop),
            new KeyValuePair<Type, Directive>(typeof(ArgumentException), Directive.Resume));
        Assert.Equal(Directive.Stop, decider.Decide(new ArgumentNullException()));
        Assert.Equal(Directive.Resume, decider.Decide(new ArgumentException()));
        Assert.Equal(Directive.Escalate, decider.Decide(new InvalidOperationException()));
    }

    private (IActorRef Parent, Probe Log) Make(SupervisorStrategy strategy)
    {
        var log = CreateProbe();
        return (Sys.ActorOf(Props.CreateBy(() => new Parent(log.Ref)).WithSupervisorStrategy(strategy)), log);
    }

    private static async Task<IActorRef> Child(IActorRef parent, string name)
    {
        var child = await parent.Ask<IActorRef>(new MakeChild(name), Patience);
        await child.Ask<int>("get", Patience);
        return child;
    }

    private sealed record MakeChild(string Name);

    private sealed class Parent : ReceiveActor
    {
        public Parent(IActorRef log)
        {
            Receive<MakeChild>(order => Sender.Tell(Context.ActorOf(Props.CreateBy(() => new Child1(log)), order.Name)));
            Receive<string>(_ => Sender.Tell(Context.GetChildren().Select(child => child.Path.Name).ToArray()));
        }
    }

    private sealed class Child1 : ReceiveActor
    {
        private readonly IActorRef _log;
        private int _count;

        public Child1(IActorRef log)
        {
            _log = log;
            Receive<string>(text => text == "add", _ => _count++);
            Receive<string>(text => text == "get", _ => Sender.Tell(_count));
            Receive<string>(text => text == "fail", _ => throw new ArithmeticException());
        }

        protected override void PreStart() => _log.Tell("start " + Self.Path.Name);

        protected override void PostStop() => _log.Tell("stop " + Self.Path.Name);
    }

    private sealed class FragileParent : ReceiveActor
    {
        private readonly IActorRef _log;

        public FragileParent(IActorRef log, Func<bool> mayStart)
        {
            _log = log;
            var child = Context.ActorOf(Props.CreateBy(() => new Fragile(mayStart)));
            Receive<string>(_ => Sender.Tell(child));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
        {
            _log.Tell(failure);
            return Akka.Actor.SupervisorStrategy.DefaultDecider.Decide(failure);
        });
    }

    private sealed class Fragile : ReceiveActor
    {
        public Fragile(Func<bool> mayStart)
        {
            if (!mayStart())
                throw new InvalidOperationException("not again");
            ReceiveAny(_ => throw new ArithmeticException());
        }
    }
}
