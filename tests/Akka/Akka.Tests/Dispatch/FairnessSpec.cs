using Akka.Actor;
using Akka.Tests.Actor;

namespace Akka.Tests.Dispatch;

/// <summary>An actor with much to do gives its thread back after its throughput, or when its time is up.</summary>
public sealed class FairnessSpec() : EngineSpec(Config)
{
    private const int Many = 40;

    private const string Config = """
        one-thread { type = Dispatcher, executor = fork-join-executor, dedicated-thread-pool.thread-count = 1 }
        five-each = ${one-thread} { throughput = 5 }
        without-end = ${one-thread} { throughput = 1000000 }
        no-time = ${one-thread} { throughput = 1000000, throughput-deadline-time = 10ms }
        """;

    [Fact]
    public async Task The_next_actor_waits_for_one_throughput() => Assert.Equal(5, await HandledBeforeTheOtherAsync("five-each", 0));

    [Fact]
    public async Task With_a_large_throughput_an_actor_finishes_first() =>
        Assert.Equal(Many, await HandledBeforeTheOtherAsync("without-end", 0));

    [Fact]
    public async Task A_deadline_ends_a_turn_after_the_message_that_passes_it() =>
        Assert.Equal(3, await HandledBeforeTheOtherAsync("no-time", 4));

    /// <summary>How many messages of a busy actor come before the one message of an actor that was woken after it.</summary>
    private async Task<int> HandledBeforeTheOtherAsync(string dispatcher, int millisecondsEach)
    {
        var probe = CreateProbe();
        using var gate = new ManualResetEventSlim();
        var blocker = Sys.ActorOf(Props.CreateBy(() => new Working(gate, probe.Ref, () => { })).WithDispatcher(dispatcher));
        void Work() => Time.Advance(TimeSpan.FromMilliseconds(millisecondsEach));
        var busy = Sys.ActorOf(Props.CreateBy(() => new Working(gate, probe.Ref, Work)).WithDispatcher(dispatcher));
        var other = Sys.ActorOf(Props.CreateBy(() => new Working(gate, probe.Ref, () => { })).WithDispatcher(dispatcher));
        foreach (var actor in new[] { busy, other })
            await actor.Ask<ActorIdentity>(new Identify(0), Patience);
        blocker.Tell("block", ActorRefs.NoSender);
        await probe.Expect("blocked");
        for (var i = 0; i < Many; i++)
            busy.Tell("busy", ActorRefs.NoSender);
        other.Tell("other", ActorRefs.NoSender);
        gate.Set();

        var before = 0;
        while (await probe.Expect<string>() != "other")
            before++;
        return before;
    }

    private sealed class Working : ReceiveActor
    {
        public Working(ManualResetEventSlim gate, IActorRef log, Action work)
        {
            Receive<string>(text => text == "block", _ =>
            {
                log.Tell("blocked");
                gate.Wait();
            });
            Receive<string>(text =>
            {
                work();
                log.Tell(text);
            });
        }
    }
}
