using Akka.Actor;

namespace Akka.Tests.Actor;

public sealed class LifecycleSpec : EngineSpec
{
    [Fact]
    public async Task Hooks_run_in_the_documented_order_at_start_restart_and_stop()
    {
        var probe = CreateProbe();
        var actor = Sys.ActorOf(Props.CreateBy(() => new Recorder(probe.Ref)));
        await probe.Expect("ctor", "PreStart");
        actor.Tell("fail", ActorRefs.NoSender);
        await probe.Expect("PreRestart boom fail", "PostStop", "ctor", "PostRestart boom", "PreStart");
        actor.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        await probe.Expect("PostStop");
    }

    [Fact]
    public async Task At_a_restart_only_the_failing_message_is_lost()
    {
        var probe = CreateProbe();
        var actor = Sys.ActorOf(Props.CreateBy(() => new Recorder(probe.Ref)));
        await probe.Expect("ctor", "PreStart");
        actor.Tell("a", ActorRefs.NoSender);
        actor.Tell("fail", ActorRefs.NoSender);
        actor.Tell("b", ActorRefs.NoSender);
        actor.Tell("c", ActorRefs.NoSender);
        await probe.Expect("a", "PreRestart boom fail", "PostStop", "ctor", "PostRestart boom", "PreStart", "b", "c");
    }

    [Theory]
    [InlineData("ctor")]
    [InlineData("PreStart")]
    public async Task A_failure_in_constructor_or_PreStart_stops_the_actor_by_default(string where)
    {
        var probe = CreateProbe();
        var parent = Sys.ActorOf(Props.CreateBy(() => new StrictParent(where, probe.Ref)));
        var failure = await probe.Expect<ActorInitializationException>();
        Assert.Equal("boom", failure.InnerException!.Message);
        var stopped = await probe.Expect<IActorRef>();
        Assert.Equal(parent.Path / "child", stopped.Path);
    }

    [Fact]
    public async Task A_failure_in_PostStop_does_not_keep_the_actor_from_stopping()
    {
        var probe = CreateProbe();
        var actor = Sys.ActorOf(Props.CreateBy(() => new Breaking("PostStop")));
        await probe.Watch(actor);
        actor.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        Assert.Equal(actor, (await probe.Expect<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task A_name_is_free_again_when_its_actor_has_stopped_and_the_new_one_has_another_uid()
    {
        var probe = CreateProbe();
        var first = Sys.ActorOf(Props.CreateBy(() => new Breaking("")), "one");
        await probe.Watch(first);
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Props.CreateBy(() => new Breaking("")), "one"));
        Sys.Stop(first);
        await probe.Expect<Terminated>();
        // The guardian hears of the end by itself, and frees the name only then; before it answers it has.
        await Sys.ActorSelection("/user").Ask<ActorIdentity>(new Identify(1), Patience);
        var second = Sys.ActorOf(Props.CreateBy(() => new Breaking("")), "one");
        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("")]
    [InlineData("$a")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a%2")]
    public void Malformed_names_are_refused(string name) =>
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Props.CreateBy(() => new Breaking("")), name));

    [Fact]
    public void An_actor_cannot_be_made_with_new() =>
        Assert.Contains("new", Assert.Throws<ActorInitializationException>(() => new Breaking("")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Children_stop_before_their_parent()
    {
        var probe = CreateProbe();
        var parent = Sys.ActorOf(Props.CreateBy(() => new Family(probe.Ref, 2)), "p");
        Sys.Stop(parent);
        await probe.Expect("stopped p-0-0", "stopped p-0", "stopped p");
    }

    private sealed class Recorder : ReceiveActor
    {
        private readonly IActorRef _log;

        public Recorder(IActorRef log)
        {
            _log = log;
            log.Tell("ctor");
            Receive<string>(text =>
            {
                if (text == "fail")
                    throw new InvalidOperationException("boom");
                log.Tell(text);
            });
        }

        protected override void PreStart() => _log.Tell("PreStart");

        protected override void PostStop() => _log.Tell("PostStop");

        protected override void PreRestart(Exception reason, object message)
        {
            _log.Tell($"PreRestart {reason.Message} {message}");
            base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason)
        {
            _log.Tell($"PostRestart {reason.Message}");
            base.PostRestart(reason);
        }
    }

    private sealed class Breaking : UntypedActor
    {
        private readonly string _where;

        public Breaking(string where)
        {
            _where = where;
            BreakAt("ctor");
        }

        protected override void PreStart() => BreakAt("PreStart");

        protected override void PostStop() => BreakAt("PostStop");

        protected override void OnReceive(object message)
        {
        }

        private void BreakAt(string place)
        {
            if (_where == place)
                throw new InvalidOperationException("boom");
        }
    }

    private sealed class StrictParent : UntypedActor
    {
        private readonly IActorRef _log;

        public StrictParent(string where, IActorRef log)
        {
            _log = log;
            Context.Watch(Context.ActorOf(Props.CreateBy(() => new Breaking(where)), "child"));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
        {
            _log.Tell(failure);
            return Akka.Actor.SupervisorStrategy.DefaultDecider.Decide(failure);
        });

        protected override void OnReceive(object message) => _log.Tell(((Terminated)message).ActorRef);
    }

    private sealed class Family : UntypedActor
    {
        private readonly IActorRef _log;

        public Family(IActorRef log, int depth)
        {
            _log = log;
            if (depth > 0)
                Context.ActorOf(Props.CreateBy(() => new Family(log, depth - 1)), Self.Path.Name + "-0");
        }

        protected override void PostStop() => _log.Tell("stopped " + Self.Path.Name);

        protected override void OnReceive(object message)
        {
        }
    }
}
