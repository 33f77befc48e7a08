using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Tests.Actor;

namespace Akka.Tests.Pattern;

public sealed class BackoffSupervisorSpec : EngineSpec
{
    private static readonly TimeSpan Min = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_stopped_child_is_started_again_after_growing_delays()
    {
        var probe = CreateProbe();
        var supervisor = Sys.ActorOf(BackoffSupervisor.Props(
            Backoff.OnStop(ChildProps(probe), "c", Min, Max, 0.0, -1).WithManualReset()));
        await probe.Expect("started");
        foreach (var seconds in new[] { 1, 2, 4 })
        {
            supervisor.Tell("stop", ActorRefs.NoSender);
            await probe.Expect("stopped");
            await Childless(supervisor);
            Time.Advance(TimeSpan.FromSeconds(seconds - 0.1));
            await Childless(supervisor);
            Time.Advance(TimeSpan.FromSeconds(0.2));
            await probe.Expect("started");
        }

        Assert.Equal(3, (await supervisor.Ask<BackoffSupervisor.RestartCount>(BackoffSupervisor.GetRestartCount.Instance,
            Patience)).Count);
        supervisor.Tell(BackoffSupervisor.Reset.Instance, ActorRefs.NoSender);
        Assert.Equal(0, (await supervisor.Ask<BackoffSupervisor.RestartCount>(BackoffSupervisor.GetRestartCount.Instance,
            Patience)).Count);
    }

    [Fact]
    public async Task OnFailure_restarts_after_a_failure_and_stops_with_a_child_that_stops_itself()
    {
        var probe = CreateProbe();
        var supervisor = Sys.ActorOf(BackoffSupervisor.Props(Backoff.OnFailure(ChildProps(probe), "c", Min, Max, 0.0, -1)));
        await probe.Watch(supervisor);
        await probe.Expect("started");
        supervisor.Tell("fail", ActorRefs.NoSender);
        await probe.Expect("stopped");
        await Childless(supervisor);
        Time.Advance(TimeSpan.FromSeconds(1.1));
        await probe.Expect("started");
        supervisor.Tell("stop", ActorRefs.NoSender);
        await probe.Expect("stopped");
        Assert.Equal(supervisor, (await probe.Expect<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task It_gives_up_after_the_allowed_number_of_restarts()
    {
        var probe = CreateProbe();
        var supervisor = Sys.ActorOf(BackoffSupervisor.Props(
            Backoff.OnStop(ChildProps(probe), "c", Min, Max, 0.0, 1).WithManualReset()));
        await probe.Watch(supervisor);
        await probe.Expect("started");
        supervisor.Tell("stop", ActorRefs.NoSender);
        await probe.Expect("stopped");
        await Childless(supervisor);
        Time.Advance(TimeSpan.FromSeconds(1.1));
        await probe.Expect("started");
        supervisor.Tell("stop", ActorRefs.NoSender);
        await probe.Expect("stopped");
        await probe.Expect<Terminated>();
    }

    [Fact]
    public async Task Messages_go_to_the_child_with_their_sender_and_are_answered_or_dead_letters_without_one()
    {
        var probe = CreateProbe();
        var letters = CreateProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var options = Backoff.OnStop(ChildProps(probe), "c", Min, Max, 0.0, -1);
        var silent = Sys.ActorOf(BackoffSupervisor.Props(options));
        await probe.Expect("started");
        Assert.Equal("echo hi", await silent.Ask<string>("hi", Patience));
        silent.Tell("stop", ActorRefs.NoSender);
        await probe.Expect("stopped");
        await Childless(silent);
        silent.Tell("lost", ActorRefs.NoSender);
        Assert.Equal("lost", (await letters.Expect<DeadLetter>()).Message);

        var polite = Sys.ActorOf(BackoffSupervisor.Props(options.WithReplyWhileStopped("later")));
        await probe.Expect("started");
        polite.Tell("stop", ActorRefs.NoSender);
        await probe.Expect("stopped");
        await Childless(polite);
        Assert.Equal("later", await polite.Ask<string>("hi", Patience));
    }

    [Fact]
    public async Task After_a_final_stop_message_the_end_of_the_child_is_the_end()
    {
        var probe = CreateProbe();
        var supervisor = Sys.ActorOf(BackoffSupervisor.Props(
            Backoff.OnStop(ChildProps(probe), "c", Min, Max, 0.0, -1).WithFinalStopMessage(message => message is "stop")));
        await probe.Watch(supervisor);
        await probe.Expect("started");
        supervisor.Tell("stop", ActorRefs.NoSender);
        await probe.Expect("stopped");
        await probe.Expect<Terminated>();
    }

    [Theory]
    [InlineData(0, 1, 0.0)]
    [InlineData(2, 1, 0.0)]
    [InlineData(1, 2, 1.5)]
    public void Times_that_make_no_sense_are_refused(int min, int max, double factor) => Assert.Throws<ArgumentException>(
        () => BackoffSupervisor.Props(Props.Empty, "c", TimeSpan.FromSeconds(min), TimeSpan.FromSeconds(max), factor));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 8)]
    [InlineData(10, 60)]
    [InlineData(1000, 60)]
    public void The_delay_doubles_up_to_the_maximum(int restarts, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds), BackoffDelay.Calculate(restarts, Min, Max, 0.0, new Random(1)));

    private static Props ChildProps(Probe probe) => Props.CreateBy(() => new Child(probe.Ref));

    private static async Task Childless(IActorRef supervisor)
    {
        while ((await supervisor.Ask<BackoffSupervisor.CurrentChild>(BackoffSupervisor.GetCurrentChild.Instance,
            Patience)).Ref is not null)
            await Task.Yield();
    }

    private sealed class Child : ReceiveActor
    {
        private readonly IActorRef _log;

        public Child(IActorRef log)
        {
            _log = log;
            Receive<string>(text => text == "stop", _ => Context.Stop(Self));
            Receive<string>(text => text == "fail", _ => throw new ArithmeticException());
            Receive<string>(text => Sender.Tell("echo " + text));
        }

        protected override void PreStart() => _log.Tell("started");

        protected override void PostStop() => _log.Tell("stopped");
    }
}
