using Akka.Actor;

namespace Akka.Tests.Actor;

public sealed class TimersSpec : EngineSpec
{
    [Fact]
    public async Task A_single_timer_fires_once_and_not_early()
    {
        var probe = CreateProbe();
        var actor = Timed(probe);
        actor.Tell(new Start("k", "tick", TimeSpan.FromSeconds(10), false), ActorRefs.NoSender);
        Assert.True(await actor.Ask<bool>("active", Patience));
        Time.Advance(TimeSpan.FromSeconds(9));
        await probe.ExpectNothingBefore("marker");
        Time.Advance(TimeSpan.FromSeconds(2));
        await probe.Expect("tick");
        Assert.False(await actor.Ask<bool>("active", Patience));
    }

    [Fact]
    public async Task A_periodic_timer_fires_until_cancelled()
    {
        var probe = CreateProbe();
        var actor = Timed(probe);
        actor.Tell(new Start("k", "tick", TimeSpan.FromSeconds(1), true), ActorRefs.NoSender);
        await actor.Ask<bool>("active", Patience);
        for (var i = 0; i < 3; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1.1));
            await probe.Expect("tick");
        }

        Assert.True(await actor.Ask<bool>("cancel", Patience));
        Assert.False(await actor.Ask<bool>("active", Patience));
    }

    [Fact]
    public async Task A_replaced_timer_delivers_nothing_even_when_its_message_waits_in_the_mailbox()
    {
        var probe = CreateProbe();
        var actor = Timed(probe);
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        actor.Tell(new Start("k", "old", TimeSpan.FromSeconds(1), false), ActorRefs.NoSender);
        await actor.Ask<bool>("active", Patience);
        actor.Tell(new Block(entered, leave, new Start("k", "new", TimeSpan.FromSeconds(1), false)), ActorRefs.NoSender);
        Assert.True(entered.Wait(Patience));
        var seen = CreateProbe();
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(1), seen.Ref, "due", ActorRefs.NoSender);
        Time.Advance(TimeSpan.FromSeconds(1.5));
        await seen.Expect("due");
        leave.Set();
        Assert.True(await actor.Ask<bool>("active", Patience));
        Time.Advance(TimeSpan.FromSeconds(2));
        await probe.Expect("new");
    }

    [Fact]
    public async Task Timers_end_with_a_restart()
    {
        var probe = CreateProbe();
        var actor = Timed(probe);
        actor.Tell(new Start("k", "tick", TimeSpan.FromSeconds(1), true), ActorRefs.NoSender);
        actor.Tell("fail", ActorRefs.NoSender);
        Assert.False(await actor.Ask<bool>("active", Patience));
    }

    [Fact]
    public async Task The_receive_timeout_fires_after_a_time_without_messages_but_not_for_those_that_do_not_count()
    {
        var probe = CreateProbe();
        var actor = Sys.ActorOf(Props.CreateBy(() => new Idle(probe.Ref)));
        await Handle(actor, "ping");
        Time.Advance(TimeSpan.FromSeconds(8));
        await Handle(actor, new Unnoticed());
        Time.Advance(TimeSpan.FromSeconds(3));
        await probe.Expect("timeout");
        await Handle(actor, "ping");
        Time.Advance(TimeSpan.FromSeconds(8));
        await Handle(actor, "ping");
        Time.Advance(TimeSpan.FromSeconds(8));
        await Handle(actor, "ping");
        await probe.ExpectNothingBefore("marker");
    }

    /// <summary>When the second message is answered the first one has been dealt with completely, its timeout included.</summary>
    private static async Task Handle(IActorRef actor, object message)
    {
        Assert.Equal("ok", await actor.Ask<string>(message, Patience));
        Assert.Equal("ok", await actor.Ask<string>(new Unnoticed(), Patience));
    }

    private IActorRef Timed(Probe probe) => Sys.ActorOf(Props.CreateBy(() => new TimedActor(probe.Ref)));

    private sealed record Start(string Key, string Message, TimeSpan After, bool Periodic);

    private sealed record Block(ManualResetEventSlim Entered, ManualResetEventSlim Leave, Start Then);

    private sealed record Unnoticed : INotInfluenceReceiveTimeout;

    private sealed class TimedActor : ReceiveActor, IWithTimers
    {
        public TimedActor(IActorRef log)
        {
            Receive<Start>(StartTimer);
            Receive<Block>(block =>
            {
                block.Entered.Set();
                block.Leave.Wait();
                StartTimer(block.Then);
            });
            Receive<string>(text => text == "active", _ => Sender.Tell(Timers.IsTimerActive("k")));
            Receive<string>(text => text == "cancel", _ =>
            {
                Timers.Cancel("k");
                Sender.Tell(true);
            });
            Receive<string>(text => text == "fail", _ => throw new ArithmeticException());
            Receive<string>(text => log.Tell(text));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        private void StartTimer(Start start)
        {
            if (start.Periodic)
                Timers.StartPeriodicTimer(start.Key, start.Message, start.After);
            else
                Timers.StartSingleTimer(start.Key, start.Message, start.After);
        }
    }

    private sealed class Idle : ReceiveActor
    {
        public Idle(IActorRef log)
        {
            SetReceiveTimeout(TimeSpan.FromSeconds(10));
            Receive<ReceiveTimeout>(_ => log.Tell("timeout"));
            ReceiveAny(_ => Sender.Tell("ok"));
        }
    }
}
