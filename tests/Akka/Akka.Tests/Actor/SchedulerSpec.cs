using Akka.Actor;

namespace Akka.Tests.Actor;

public sealed class SchedulerSpec : EngineSpec
{
    [Fact]
    public async Task Messages_come_in_the_order_of_their_times_whatever_the_order_of_scheduling()
    {
        var probe = CreateProbe();
        foreach (var seconds in new[] { 30, 1, 20, 10, 700 })
            Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(seconds), probe.Ref, seconds, ActorRefs.NoSender);
        foreach (var seconds in new[] { 1, 10, 20, 30, 700 })
        {
            Time.Advance(TimeSpan.FromSeconds(seconds) - Sys.Scheduler.MonotonicClock + TimeSpan.FromMilliseconds(5));
            await probe.Expect(seconds);
        }
    }

    [Fact]
    public async Task A_cancelled_message_does_not_come()
    {
        var probe = CreateProbe();
        var cancelable = Sys.Scheduler.ScheduleTellOnceCancelable(1000, probe.Ref, "never", ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellOnce(1001, probe.Ref, "due", ActorRefs.NoSender);
        cancelable.Cancel();
        Time.Advance(TimeSpan.FromSeconds(2));
        await probe.Expect("due");
    }

    [Fact]
    public async Task A_repeated_action_runs_until_cancelled_and_survives_its_own_failure()
    {
        var probe = CreateProbe();
        var runs = 0;
        var cancelable = Sys.Scheduler.Advanced.ScheduleRepeatedlyCancelable(1000, 1000, () =>
        {
            probe.Ref.Tell(++runs, ActorRefs.NoSender);
            throw new ArithmeticException();
        });
        for (var i = 1; i <= 3; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1.01));
            await probe.Expect(i);
        }

        cancelable.Cancel();
        Time.Advance(TimeSpan.FromSeconds(5));
        Sys.Scheduler.ScheduleTellOnce(1000, probe.Ref, "after", ActorRefs.NoSender);
        Time.Advance(TimeSpan.FromSeconds(5));
        await probe.Expect("after");
    }

    [Fact]
    public void Times_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(-1), ActorRefs.Nobody, 1, ActorRefs.NoSender));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Sys.Scheduler.ScheduleTellRepeatedly(TimeSpan.Zero, TimeSpan.Zero, ActorRefs.Nobody, 1, ActorRefs.NoSender));
    }

    [Fact]
    public void Cancelables_follow_those_they_are_linked_to()
    {
        var one = new Cancelable(Sys.Scheduler);
        var linked = Cancelable.CreateLinkedCancelable(Sys.Scheduler, one, new Cancelable(Sys.Scheduler));
        var token = linked.Token;
        Assert.False(token.IsCancellationRequested);
        one.Cancel();
        Assert.True(linked.IsCancellationRequested);
        Assert.True(token.IsCancellationRequested);
        Assert.True(Cancelable.CreateCanceled().Token.IsCancellationRequested);
    }
}
