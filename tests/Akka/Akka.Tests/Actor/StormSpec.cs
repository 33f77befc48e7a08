using Akka.Actor;
using Akka.Event;

namespace Akka.Tests.Actor;

/// <summary>Failures, restarts, stops and watches all at once: nothing hangs, nothing is lost but what may be.</summary>
public sealed class StormSpec : EngineSpec
{
    public static TheoryData<string> Strategies => ["one restart", "all restart", "one resume", "escalate"];

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task After_a_storm_of_failures_every_child_answers(string strategy)
    {
        const int children = 20, messages = 300;
        var top = Sys.ActorOf(Props.CreateBy(() => new Keeper(children)).WithSupervisorStrategy(Strategy(strategy)));
        var refs = await top.Ask<IActorRef[]>("children", Patience);
        await Task.WhenAll(refs.Select((child, index) => Task.Run(() =>
        {
            for (var i = 0; i < messages; i++)
                child.Tell((index + i) % 7 == 0 ? "fail" : "work", ActorRefs.NoSender);
        })));
        foreach (var child in refs)
            Assert.Equal("alive", await child.Ask<string>("ping", Patience));
    }

    [Fact]
    public async Task Every_watcher_hears_of_every_end_while_actors_come_and_go()
    {
        const int rounds = 200, watchers = 4;
        var probes = Enumerable.Range(0, watchers).Select(_ => CreateProbe()).ToArray();
        await Task.WhenAll(probes.Select(probe => Task.Run(async () =>
        {
            for (var i = 0; i < rounds; i++)
            {
                var actor = Sys.ActorOf(Props.CreateBy(() => new Worker()));
                await probe.Watch(actor);
                actor.Tell(i % 3 == 0 ? Kill.Instance : PoisonPill.Instance, ActorRefs.NoSender);
                Assert.Equal(actor, (await probe.Expect<Terminated>()).ActorRef);
            }
        })));
    }

    [Fact]
    public async Task A_message_sent_while_its_receiver_stops_is_delivered_or_a_dead_letter()
    {
        const int rounds = 100, each = 50;
        var letters = CreateProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        for (var round = 0; round < rounds; round++)
        {
            var handled = 0;
            var actor = Sys.ActorOf(Props.CreateBy(() => new Counting(() => Interlocked.Increment(ref handled))));
            var senders = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
            {
                for (var i = 0; i < each; i++)
                    actor.Tell("count", ActorRefs.NoSender);
            })));
            Sys.Stop(actor);
            await senders;
            await actor.WatchAsync();
            var lost = (2 * each) - Volatile.Read(ref handled);
            for (var i = 0; i < lost; i++)
                await letters.Expect<DeadLetter>();
        }
    }

    private static SupervisorStrategy Strategy(string name) => name switch
    {
        "one restart" => new OneForOneStrategy(_ => Directive.Restart),
        "all restart" => new AllForOneStrategy(_ => Directive.Restart),
        "one resume" => new OneForOneStrategy(_ => Directive.Resume),
        _ => new OneForOneStrategy(_ => Directive.Escalate),
    };

    /// <summary>Keeps its children through its own restarts, which escalation causes.</summary>
    private sealed class Keeper : ReceiveActor
    {
        private readonly int _count;

        public Keeper(int count)
        {
            _count = count;
            Receive<string>(_ => Sender.Tell(Context.GetChildren().ToArray()));
        }

        protected override void PreStart()
        {
            for (var i = 0; i < _count; i++)
                Context.ActorOf(Props.CreateBy(() => new Worker()));
        }

        protected override void PreRestart(Exception reason, object message)
        {
        }

        protected override void PostRestart(Exception reason)
        {
        }
    }

    private sealed class Worker : ReceiveActor
    {
        public Worker()
        {
            Receive<string>(text => text == "ping", _ => Sender.Tell("alive"));
            Receive<string>(text => text == "fail", _ => throw new ArithmeticException());
            Receive<string>(_ => { });
        }
    }

    private sealed class Counting(Action count) : UntypedActor
    {
        protected override void OnReceive(object message) => count();
    }
}
