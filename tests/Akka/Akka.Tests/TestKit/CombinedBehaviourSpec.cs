using Akka.Actor;
using Akka.Event;
using Akka.TestKit;

namespace Akka.Tests.TestKit;

/// <summary>Features of actors together, where each of them alone is proven elsewhere.</summary>
public sealed class CombinedBehaviourSpec : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public CombinedBehaviourSpec()
        : base("""
            akka {
              test { single-expect-default = 60s, filter-leeway = 60s }
              scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            }
            """)
    {
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void A_message_stashed_after_an_await_keeps_its_sender_and_order()
    {
        var actor = ActorOf(Props.Create(() => new Gate()));
        var probe = CreateTestProbe();

        probe.Send(actor, "a");
        actor.Tell("b");
        actor.Tell("open");

        probe.ExpectMsg("a");
        ExpectMsg("b");
    }

    [Fact]
    public void A_failure_brings_stashed_messages_back_to_the_new_instance()
    {
        var actor = ActorOf(Props.Create(() => new Gate()));

        EventFilter.Exception<InvalidOperationException>("fail").ExpectOne(() =>
        {
            actor.Tell("a");
            actor.Tell("fail");
            actor.Tell("open");
        });

        ExpectMsg("a");
    }

    [Fact]
    public void An_asynchronous_failure_restarts_before_the_next_message()
    {
        var release = new TaskCompletionSource();
        var actor = ActorOf(Props.Create(() => new AsyncCounter(release.Task)));
        actor.Tell("count");
        actor.Tell("fail");
        actor.Tell("count");
        actor.Tell("report");

        EventFilter.Exception<InvalidOperationException>("late").ExpectOne(() => release.SetResult());

        ExpectMsg(1);
    }

    [Fact]
    public void After_an_await_the_actor_can_still_make_children_and_become_another()
    {
        var actor = ActorOf(dsl => dsl.ReceiveAsync<string>(async (name, context) =>
        {
            await Task.Yield();
            var child = ActorCell.Current!.ActorOf(Props.Create(() => new Echo()), name);
            child.Forward("x");
        }));

        actor.Tell("child");

        ExpectMsg("x");
        Assert.Equal(actor.Path / "child", LastSender.Path);
    }

    [Fact]
    public void No_receive_timeout_comes_while_an_asynchronous_handler_runs()
    {
        var release = new TaskCompletionSource();
        var actor = ActorOf(Props.Create(() => new Waiting(release.Task, TestActor)));
        actor.Tell("wait");
        ExpectMsg("waiting");

        Scheduler.Advance(Minute * 5);
        Assert.False(HasMessages);
        release.SetResult();
        ExpectMsg("waited");

        AwaitAssert(
            () =>
            {
                Scheduler.Advance(Minute);
                Assert.True(HasMessages);
            },
            interval: TimeSpan.FromMilliseconds(5));
        ExpectMsg("timeout");
    }

    [Fact]
    public void A_watch_outlives_the_restart_of_the_watcher()
    {
        var watched = ActorOf(Props.Empty);
        var watcher = ActorOf(Props.Create(() => new Watcher(TestActor)));
        watcher.Tell(watched);
        ExpectMsg("watching");

        EventFilter.Exception<InvalidOperationException>("fail").ExpectOne(() => watcher.Tell("fail"));
        Sys.Stop(watched);

        ExpectMsg(watched);
    }

    [Fact]
    public void A_restart_returns_to_the_first_behaviour()
    {
        var actor = ActorOf(Props.Create(() => new Stacked()));
        actor.Tell("down");
        actor.Tell("which");
        ExpectMsg("second");

        EventFilter.Exception<InvalidOperationException>("fail").ExpectOne(() => actor.Tell("fail"));
        actor.Tell("which");

        ExpectMsg("first");
    }

    [Fact]
    public void What_waits_behind_a_stop_is_a_dead_letter()
    {
        var actor = ActorOf(dsl => dsl.Receive<string>((_, context) => context.Stop(context.Self)));
        Watch(actor);

        EventFilter.DeadLetter<string>(text => text == "second", actor.Path.ToString()).ExpectOne(() =>
        {
            actor.Tell("first");
            actor.Tell("second");
        });

        ExpectTerminated(actor);
    }

    [Fact]
    public void A_name_is_taken_until_its_actor_has_stopped()
    {
        var parent = ActorOfAsTestActorRef<Parent>();
        parent.UnderlyingActor.Make("child");

        Assert.Throws<InvalidActorNameException>(() => parent.UnderlyingActor.Make("child"));
        parent.Tell("replace");

        Assert.Equal("child", ExpectMsg<IActorRef>().Path.Name);
    }

    [Fact]
    public void A_failure_of_a_piped_task_comes_as_a_message()
    {
        var actor = ActorOf(dsl =>
        {
            dsl.Receive<Status.Failure>((failure, _) => TestActor.Tell(failure.Cause.Message));
            dsl.Receive<string>((text, context) => Task.FromException<int>(new TimeoutException(text)).PipeTo(context.Self));
        });

        actor.Tell("late");

        ExpectMsg("late");
    }

    [Fact]
    public void Logging_with_a_template_that_has_braces_does_not_fail_the_actor()
    {
        var actor = ActorOf(dsl => dsl.Receive<string>((text, context) =>
        {
            context.GetLogger().Warning("strange {text} {" + text, 1);
            context.Sender.Tell("alive");
        }));

        EventFilter.Warning("strange 1 {x").ExpectOne(() => actor.Tell("x"));

        ExpectMsg("alive");
    }

    private sealed class Gate : ReceiveActor, IWithUnboundedStash
    {
        public Gate()
        {
            Receive<string>(text => text == "fail", text => throw new InvalidOperationException(text));
            Receive<string>(text => text == "open", _ =>
            {
                Become(() => Receive<string>(text => Sender.Tell(text)));
                Stash.UnstashAll();
            });
            ReceiveAsync<string>(async _ =>
            {
                await Task.Yield();
                Stash.Stash();
            });
        }

        public IStash Stash { get; set; } = null!;
    }

    private sealed class AsyncCounter : ReceiveActor
    {
        private int _count;

        public AsyncCounter(Task release)
        {
            Receive<string>(text => text == "count", _ => _count++);
            Receive<string>(text => text == "report", _ => Sender.Tell(_count));
            ReceiveAsync<string>(async _ =>
            {
                await release;
                throw new InvalidOperationException("late");
            });
        }
    }

    private sealed class Waiting : ReceiveActor
    {
        public Waiting(Task release, IActorRef log)
        {
            Context.SetReceiveTimeout(Minute);
            Receive<ReceiveTimeout>(_ => log.Tell("timeout"));
            ReceiveAsync<string>(async _ =>
            {
                log.Tell("waiting");
                await release;
                log.Tell("waited");
            });
        }
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef log)
        {
            Receive<string>(text => throw new InvalidOperationException(text));
            Receive<IActorRef>(watched =>
            {
                Context.Watch(watched);
                log.Tell("watching");
            });
            Receive<Terminated>(terminated => log.Tell(terminated.ActorRef));
        }
    }

    private sealed class Stacked : ReceiveActor
    {
        public Stacked()
        {
            Receive<string>(text => text == "down", _ => BecomeStacked(() =>
            {
                Receive<string>(text => text == "fail", text => throw new InvalidOperationException(text));
                Receive<string>(_ => Sender.Tell("second"));
            }));
            Receive<string>(_ => Sender.Tell("first"));
        }
    }

    private sealed class Parent : ReceiveActor
    {
        private readonly IActorContext _context = Context;

        public Parent()
        {
            Receive<string>(_ =>
            {
                var sender = Sender;
                Context.WatchWith(Context.Child("child"), "gone");
                Context.Stop(Context.Child("child"));
                Become(() => Receive<string>(_ => sender.Tell(Make("child"))));
            });
        }

        public IActorRef Make(string name) => _context.ActorOf(Props.Empty, name);
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
