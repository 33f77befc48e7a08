using Akka.Actor;

namespace Akka.Tests.Actor;

public sealed class ReceiveActorSpec : EngineSpec
{
    [Fact]
    public async Task Handlers_are_tried_in_order_and_predicates_pass_on()
    {
        var probe = CreateProbe();
        var actor = Sys.ActorOf(Props.CreateBy(() => new Typed(probe.Ref)));
        foreach (var message in new object[] { 1, 50, 500, "text", 3.5 })
            actor.Tell(message, ActorRefs.NoSender);
        await probe.Expect("small 1", "decided 50", "int 500", "string text", "any 3.5");
    }

    [Fact]
    public async Task Become_replaces_and_BecomeStacked_returns()
    {
        var actor = Sys.ActorOf(Props.Create<Moody>());
        Assert.Equal("neutral", await actor.Ask<string>("mood", Patience));
        actor.Tell("happy", ActorRefs.NoSender);
        Assert.Equal("happy", await actor.Ask<string>("mood", Patience));
        actor.Tell("push", ActorRefs.NoSender);
        Assert.Equal("stacked", await actor.Ask<string>("mood", Patience));
        actor.Tell("pop", ActorRefs.NoSender);
        Assert.Equal("happy", await actor.Ask<string>("mood", Patience));
        actor.Tell("fail", ActorRefs.NoSender);
        Assert.Equal("neutral", await actor.Ask<string>("mood", Patience));
    }

    [Fact]
    public async Task Nothing_may_follow_a_handler_that_takes_everything()
    {
        var probe = CreateProbe();
        Sys.ActorOf(Props.CreateBy(() => new Wrong(probe.Ref)));
        await probe.Expect<InvalidOperationException>();
    }

    [Fact]
    public async Task An_asynchronous_handler_keeps_self_and_sender_and_holds_other_messages_back()
    {
        var probe = CreateProbe();
        var gate = new TaskCompletionSource();
        var actor = Sys.ActorOf(Props.CreateBy(() => new Asynchronous(gate.Task, probe.Ref)));
        actor.Tell("wait", probe.Ref);
        actor.Tell("next", probe.Ref);
        await probe.Expect("waiting");
        await probe.ExpectNothingBefore("marker");
        gate.SetResult();
        await probe.Expect($"resumed {actor.Path} {probe.Ref.Path}", "handled next");
    }

    [Fact]
    public async Task A_failure_after_an_await_goes_to_the_supervisor()
    {
        var probe = CreateProbe();
        var gate = new TaskCompletionSource();
        var actor = Sys.ActorOf(Props.CreateBy(() => new Asynchronous(gate.Task, probe.Ref)));
        actor.Tell("fail", probe.Ref);
        actor.Tell("next", probe.Ref);
        gate.SetResult();
        await probe.Expect("restarting at fail", "handled next");
    }

    [Fact]
    public async Task System_messages_are_handled_during_an_asynchronous_handler()
    {
        var probe = CreateProbe();
        var actor = Sys.ActorOf(Props.CreateBy(() => new Asynchronous(new TaskCompletionSource().Task, probe.Ref)));
        actor.Tell("wait", probe.Ref);
        await probe.Expect("waiting");
        await probe.Watch(actor);
        Sys.Stop(actor);
        Assert.Equal(actor, (await probe.Expect<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task The_context_outside_of_message_handling_is_refused()
    {
        var probe = CreateProbe();
        var actor = Sys.ActorOf(Props.CreateBy(() => new Asynchronous(Task.CompletedTask, probe.Ref)));
        actor.Tell("leak", probe.Ref);
        Assert.Contains("no active ActorContext", (await probe.Expect<NotSupportedException>()).Message, StringComparison.Ordinal);
    }

    private sealed class Typed : ReceiveActor
    {
        public Typed(IActorRef log)
        {
            Receive<int>(number => number < 10, number => log.Tell($"small {number}"));
            Receive<int>(number =>
            {
                if (number > 100)
                    return false;
                log.Tell($"decided {number}");
                return true;
            });
            Receive<int>(number => log.Tell($"int {number}"));
            Receive(typeof(string), text => log.Tell($"string {text}"));
            ReceiveAny(other => log.Tell($"any {other}"));
        }
    }

    private sealed class Moody : ReceiveActor
    {
        public Moody()
        {
            Common("neutral");
        }

        private void Common(string mood)
        {
            Receive<string>(text => text == "mood", _ => Sender.Tell(mood));
            Receive<string>(text => text == "happy", _ => Become(() => Common("happy")));
            Receive<string>(text => text == "push", _ => BecomeStacked(() => Common("stacked")));
            Receive<string>(text => text == "pop", _ => UnbecomeStacked());
            Receive<string>(text => text == "fail", _ => throw new ArithmeticException());
        }
    }

    private sealed class Wrong : ReceiveActor
    {
        public Wrong(IActorRef log)
        {
            ReceiveAny(_ => { });
            try
            {
                Receive<string>(_ => { });
            }
            catch (InvalidOperationException refused)
            {
                log.Tell(refused);
            }
        }
    }

    private sealed class Asynchronous : ReceiveActor
    {
        private readonly IActorRef _log;

        public Asynchronous(Task gate, IActorRef log)
        {
            _log = log;
            ReceiveAsync<string>(
                async text =>
                {
                    log.Tell("waiting");
                    await gate;
                    await Task.Yield();
                    Sender.Tell($"resumed {Context.Self.Path} {Sender.Path}");
                },
                text => text == "wait");
            ReceiveAsync<string>(text => text == "fail", async _ =>
            {
                await gate;
                throw new ArithmeticException();
            });
            Receive<string>(text => text == "leak", _ => new Thread(() =>
            {
                try
                {
                    log.Tell(Context.Self);
                }
                catch (NotSupportedException refused)
                {
                    log.Tell(refused);
                }
            }).Start());
            Receive<string>(text => log.Tell("handled " + text));
        }

        protected override void PreRestart(Exception reason, object message)
        {
            _log.Tell($"restarting at {message}");
            base.PreRestart(reason, message);
        }
    }
}
