using Akka.Actor;

namespace Akka.Tests.TestKit;

public sealed class TestFsmRefSpec : Akka.TestKit.Xunit2.TestKit
{
    public TestFsmRefSpec()
        : base("""
            akka {
              loglevel = DEBUG
              test { single-expect-default = 60s, filter-leeway = 60s }
              scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            }
            """)
    {
    }

    [Fact]
    public void The_state_of_a_machine_is_seen_and_set()
    {
        var machine = ActorOfAsTestFSMRef<Switch, bool, int>();
        machine.Tell("toggle");
        Assert.Equal((true, 1), (machine.StateName, machine.StateData));

        machine.SetState(false, 9);
        Assert.Equal((false, 9), (machine.StateName, machine.StateData));
        machine.SetStateData(4);

        Assert.Equal((false, 4), (machine.StateName, machine.StateData));
    }

    [Fact]
    public void Timers_of_a_machine_are_seen_and_set()
    {
        var machine = ActorOfAsTestFSMRef<Switch, bool, int>();
        Assert.False(machine.IsStateTimerActive());

        machine.SetStateTimeout(TimeSpan.FromMinutes(1));
        machine.SetTimer("t", "toggle", TimeSpan.FromMinutes(2));

        Assert.True(machine.IsStateTimerActive());
        Assert.True(machine.IsTimerActive("t"));
        machine.CancelTimer("t");
        Assert.False(machine.IsTimerActive("t"));
    }

    [Fact]
    public void A_machine_is_stopped_with_a_reason()
    {
        var machine = ActorOfAsTestFSMRef<Switch, bool, int>();
        Watch(machine);

        machine.SetState(true, 1, stopReason: FSMBase.Normal.Instance);

        ExpectTerminated(machine.Ref);
    }

    [Fact]
    public void Transitions_are_logged_when_asked_for()
    {
        var machine = ActorOfAsTestFSMRef<Switch, bool, int>(withLogging: true);

        EventFilter.Debug("transition False -> True").ExpectOne(() => machine.Tell("toggle"));
    }

    [Fact]
    public void An_actor_is_put_together_in_a_delegate()
    {
        var actor = ActorOf(dsl =>
        {
            dsl.OnPreStart = context => TestActor.Tell(context.Self.Path.Name);
            dsl.Receive<int>(number => number > 5, (number, context) => context.Sender.Tell(-number));
            dsl.ReceiveAsync<string>(async (text, context) =>
            {
                await Task.Yield();
                context.Sender.Tell(text + "!");
            });
            dsl.ReceiveAny((message, context) => context.Sender.Tell("other"));
        }, "delegate");

        ExpectMsg("delegate");
        actor.Tell(6);
        ExpectMsg(-6);
        actor.Tell("a");
        ExpectMsg("a!");
        actor.Tell(1);
        ExpectMsg("other");
    }

    public sealed class Switch : FSM<bool, int>
    {
        public Switch()
        {
            StartWith(false, 0);
            When(false, e => e.FsmEvent is "toggle" ? GoTo(true).Using(e.StateData + 1) : null);
            When(true, e => e.FsmEvent is "toggle" ? GoTo(false).Using(e.StateData + 1) : null);
            Initialize();
        }
    }
}
