using Akka.Actor;
using Akka.Event;
using Akka.TestKit;

namespace Akka.Tests.Fsm;

public sealed class FsmSpec : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public FsmSpec()
        : base("""
            akka {
              loglevel = DEBUG
              test { single-expect-default = 60s, filter-leeway = 60s }
              scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            }
            """)
    {
    }

    public enum Lock
    {
        Locked,
        Open,
        Missing,
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void A_code_opens_the_lock_and_time_closes_it()
    {
        var door = ActorOfAsTestActorRef<Door>(Props.Create(() => new Door(TestActor)));
        door.Tell(new FSMBase.SubscribeTransitionCallBack(TestActor));
        ExpectMsg(new FSMBase.CurrentState<Lock>(door, Lock.Locked));

        door.Tell('1');
        door.Tell('2');

        ExpectMsg("entered Open with 12");
        ExpectMsg(new FSMBase.Transition<Lock>(door, Lock.Locked, Lock.Open));
        Scheduler.Advance(Minute);
        ExpectMsg("entered Locked with ");
        ExpectMsg(new FSMBase.Transition<Lock>(door, Lock.Open, Lock.Locked));
    }

    [Fact]
    public void A_message_starts_the_time_of_the_state_anew()
    {
        var door = Opened();

        Scheduler.Advance(Minute * 0.9);
        door.Tell("push");
        ExpectMsg("pushed");
        Scheduler.Advance(Minute * 0.9);
        Assert.Equal(Lock.Open, door.UnderlyingActor.StateName);
        Scheduler.Advance(Minute * 0.1);

        Assert.Equal(Lock.Locked, door.UnderlyingActor.StateName);
    }

    [Fact]
    public void A_time_for_one_visit_replaces_that_of_the_state()
    {
        var door = Opened();

        door.Tell("short");
        Scheduler.Advance(Minute * 0.1);

        Assert.Equal(Lock.Locked, door.UnderlyingActor.StateName);
    }

    [Fact]
    public void Replies_go_to_the_sender_in_order()
    {
        var door = Opened();

        door.Tell("replies");

        ExpectMsg("first");
        ExpectMsg("second");
    }

    [Fact]
    public void Going_to_the_same_state_is_a_transition_and_staying_is_none()
    {
        var door = Opened();
        door.Tell(new FSMBase.SubscribeTransitionCallBack(TestActor));
        ExpectMsg<FSMBase.CurrentState<Lock>>();

        door.Tell("push");
        ExpectMsg("pushed");
        door.Tell("again");

        ExpectMsg("entered Open with 12");
        ExpectMsg(new FSMBase.Transition<Lock>(door, Lock.Open, Lock.Open));
    }

    [Fact]
    public void One_who_unsubscribes_hears_no_more()
    {
        var door = Opened();
        door.Tell(new FSMBase.SubscribeTransitionCallBack(TestActor));
        ExpectMsg<FSMBase.CurrentState<Lock>>();
        door.Tell(new FSMBase.UnsubscribeTransitionCallBack(TestActor));

        door.Tell("again");

        ExpectMsg("entered Open with 12");
        Assert.False(HasMessages);
    }

    [Fact]
    public void An_event_that_no_handler_takes_is_logged()
    {
        var door = Opened();

        EventFilter.Warning("unhandled event 3.5 in state Open").ExpectOne(() => door.Tell(3.5));
    }

    [Fact]
    public void The_general_handler_takes_what_the_state_leaves()
    {
        var door = Opened();

        door.Tell("who");

        ExpectMsg("I am Open");
    }

    [Fact]
    public void The_end_is_reported_with_its_reason_state_and_data()
    {
        var door = Opened();
        Watch(door);

        door.Tell("stop");

        var stop = ExpectMsg<FSMBase.StopEvent<Lock, string>>();
        Assert.Same(FSMBase.Normal.Instance, stop.Reason);
        Assert.Equal((Lock.Open, "last words"), (stop.TerminatedState, stop.StateData));
        ExpectTerminated(door);
    }

    [Fact]
    public void Stopping_from_outside_is_a_shutdown()
    {
        var door = Opened();

        Sys.Stop(door);

        Assert.Same(FSMBase.Shutdown.Instance, ExpectMsg<FSMBase.StopEvent<Lock, string>>().Reason);
    }

    [Fact]
    public void A_state_that_does_not_exist_ends_the_machine_with_a_failure()
    {
        var door = Opened();
        Watch(door);

        EventFilter.Error("Next state Missing does not exist").ExpectOne(() => door.Tell("missing"));

        Assert.IsType<FSMBase.Failure>(ExpectMsg<FSMBase.StopEvent<Lock, string>>().Reason);
        ExpectTerminated(door);
    }

    [Fact]
    public void A_named_timer_fires_once_or_repeatedly()
    {
        var door = Opened();
        door.Tell("timers");
        Assert.True(door.UnderlyingActor.IsTimerActive("once"));

        Scheduler.Advance(Minute * 0.3);

        Assert.Equal(["tick", "tock", "tick", "tick"], ReceiveN(4));
        Assert.False(door.UnderlyingActor.IsTimerActive("once"));
        door.UnderlyingActor.CancelTimer("repeated");
        Scheduler.Advance(Minute * 0.3);
        Assert.False(HasMessages);
    }

    [Fact]
    public void A_transformed_handler_changes_the_result_of_another_one()
    {
        var door = Opened();

        door.Tell(true);

        Assert.Equal("transformed", door.UnderlyingActor.StateData);
    }

    [Fact]
    public void A_machine_without_a_first_state_cannot_be_made()
    {
        EventFilter.Exception<ActorInitializationException>().ExpectOne(() => ActorOf<Unstarted>());
    }

    [Fact]
    public void A_subscriber_that_has_stopped_is_forgotten()
    {
        var door = Opened();
        var probe = CreateTestProbe();
        door.Tell(new FSMBase.SubscribeTransitionCallBack(probe.Ref));
        Watch(probe);
        Sys.Stop(probe);
        ExpectTerminated(probe);

        EventFilter.DeadLetter<FSMBase.Transition<Lock>>().Expect(0, TimeSpan.FromMilliseconds(50), () => door.Tell("again"));
    }

    private TestActorRef<Door> Opened()
    {
        var door = ActorOfAsTestActorRef<Door>(Props.Create(() => new Door(TestActor)));
        door.Tell('1');
        door.Tell('2');
        ExpectMsg("entered Open with 12");
        return door;
    }

    public sealed class Door : FSM<Lock, string>
    {
        public Door(IActorRef log)
        {
            StartWith(Lock.Locked, "");
            When(Lock.Locked, e => e.FsmEvent switch
            {
                char digit when (e.StateData + digit).Length == 2 => GoTo(Lock.Open).Using(e.StateData + digit),
                char digit => Stay().Using(e.StateData + digit),
                _ => null,
            });
            When(Lock.Open, Open, TimeSpan.FromMinutes(1));
            When(Lock.Open, Transform(e => e.FsmEvent is bool ? Stay() : null).Using(state => state.Using("transformed")));
            WhenUnhandled(e => e.FsmEvent is "who" ? Stay().Replying($"I am {StateName}") : null);
            OnTransition((from, to) =>
            {
                if (from != Lock.Locked || to != Lock.Locked)
                    log.Tell($"entered {to} with {NextStateData}");
            });
            OnTermination(log.Tell);
            Initialize();
        }

        private State<Lock, string>? Open(Event<string> e)
        {
            switch (e.FsmEvent)
            {
                case StateTimeout:
                    return GoTo(Lock.Locked).Using("");
                case "push":
                    return Stay().Replying("pushed");
                case "short":
                    return Stay().ForMax(TimeSpan.FromMinutes(0.1));
                case "replies":
                    return Stay().Replying("first").Replying("second");
                case "again":
                    return GoTo(Lock.Open);
                case "missing":
                    return GoTo(Lock.Missing);
                case "stop":
                    return Stop(Normal.Instance, "last words");
                case "timers":
                    var asker = Sender;
                    SetTimer("repeated", new Forwarded(asker, "tick"), TimeSpan.FromMinutes(0.1), repeat: true);
                    SetTimer("once", new Forwarded(asker, "tock"), TimeSpan.FromMinutes(0.15));
                    return Stay();
                case Forwarded forwarded:
                    forwarded.To.Tell(forwarded.Text);
                    return Stay();
                default:
                    return null;
            }
        }

        private sealed record Forwarded(IActorRef To, string Text);
    }

    public sealed class Unstarted : FSM<Lock, string>
    {
        public Unstarted() => Initialize();
    }
}
