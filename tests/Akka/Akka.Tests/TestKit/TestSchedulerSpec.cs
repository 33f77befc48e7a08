using Akka.Actor;
using Akka.TestKit;

namespace Akka.Tests.TestKit;

public sealed class TestSchedulerSpec : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public TestSchedulerSpec()
        : base("""akka { test.single-expect-default = 60s, scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" }""")
    {
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Nothing_happens_until_the_time_is_moved()
    {
        Scheduler.ScheduleTellOnce(Minute, TestActor, "due", ActorRefs.NoSender);

        Scheduler.Advance(Minute - TimeSpan.FromTicks(1));
        Assert.False(HasMessages);
        Scheduler.Advance(TimeSpan.FromTicks(1));

        ExpectMsg("due");
    }

    [Fact]
    public void What_is_due_comes_in_order_and_at_its_time()
    {
        var start = Scheduler.Now;
        foreach (var minutes in new[] { 3, 1, 2 })
            Scheduler.Advanced.ScheduleOnce(Minute * minutes, () => TestActor.Tell(Scheduler.Now - start));

        Scheduler.Advance(Minute * 10);

        Assert.Equal([Minute, Minute * 2, Minute * 3], ReceiveN(3).Cast<TimeSpan>());
        Assert.Equal(Minute * 10, Scheduler.Now - start);
    }

    [Fact]
    public void What_is_repeated_comes_once_per_interval_until_it_is_cancelled()
    {
        using var cancelable = new Cancelable((IScheduler)Scheduler);
        Scheduler.ScheduleTellRepeatedly(Minute, Minute * 2, TestActor, "tick", ActorRefs.NoSender, cancelable);

        Scheduler.Advance(Minute * 6);
        Assert.Equal(3, ReceiveN(3).Count);
        cancelable.Cancel();
        Scheduler.Advance(Minute * 6);

        Assert.False(HasMessages);
    }

    [Fact]
    public void What_is_scheduled_while_time_moves_is_due_in_the_same_move()
    {
        Scheduler.Advanced.ScheduleOnce(
            Minute, () => Scheduler.ScheduleTellOnce(Minute, TestActor, "second", ActorRefs.NoSender));

        Scheduler.Advance(Minute * 2);

        ExpectMsg("second");
    }

    [Fact]
    public void Time_does_not_go_back()
    {
        Assert.Throws<InvalidOperationException>(() => Scheduler.Advance(-Minute));
        Assert.Throws<ArgumentOutOfRangeException>(() => Scheduler.ScheduleTellOnce(-Minute, TestActor, "", ActorRefs.NoSender));
    }

    [Fact]
    public void A_receive_timeout_follows_the_time_of_the_test()
    {
        var actor = ActorOfAsTestActorRef<Idle>();
        actor.Tell("start");
        ExpectMsg("started");

        Scheduler.Advance(Minute);

        ExpectMsg("idle");
    }

    [Fact]
    public void Timers_of_an_actor_follow_the_time_of_the_test()
    {
        var actor = ActorOfAsTestActorRef<Ticking>();
        actor.Tell("start");

        Scheduler.Advance(Minute * 3);

        Assert.Equal(["tick", "tick", "tick"], ReceiveN(3));
    }

    [Fact]
    public async Task A_question_times_out_by_the_time_of_the_test()
    {
        var answer = CreateTestProbe().Ref.Ask<string>("question", Minute);
        Assert.False(answer.IsCompleted);

        Scheduler.Advance(Minute);

        await Assert.ThrowsAsync<AskTimeoutException>(() => answer);
    }

    private sealed class Idle : ReceiveActor
    {
        private IActorRef _asker = ActorRefs.Nobody;

        public Idle()
        {
            Receive<string>(_ =>
            {
                _asker = Sender;
                Context.SetReceiveTimeout(Minute);
                Sender.Tell("started");
            });
            Receive<ReceiveTimeout>(_ => _asker.Tell("idle"));
        }
    }

    private sealed class Ticking : ReceiveActor, IWithTimers
    {
        public Ticking()
        {
            Receive<string>(text => text == "start", _ =>
            {
                var asker = Sender;
                Become(() => Receive<string>(tick => asker.Tell(tick)));
                Timers.StartPeriodicTimer("key", "tick", Minute);
            });
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }
}
