using Akka.Actor;
using Akka.Event;

namespace Akka.Tests.Actor;

public sealed class TellSpec : EngineSpec
{
    [Fact]
    public async Task Messages_of_one_sender_keep_their_order_with_many_senders_at_once()
    {
        const int senders = 8, each = 20_000;
        var counter = Sys.ActorOf(Props.Create(() => new OrderChecker(senders, each)));
        var done = counter.Ask<string>("report", Patience);
        await Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
                counter.Tell((sender, i), ActorRefs.NoSender);
        })));
        Assert.Equal("all in order", await done);
    }

    [Fact]
    public async Task The_running_actor_is_the_sender_and_forward_keeps_the_first_one()
    {
        var probe = CreateProbe();
        var last = Sys.ActorOf(Props.CreateBy(() => new Relay(message => probe.Ref.Forward(message))));
        var first = Sys.ActorOf(Props.CreateBy(() => new Relay(message => last.Tell(message))));
        first.Tell("x", ActorRefs.NoSender);
        await probe.Expect("x");
        Assert.Equal(first, probe.LastSender);
    }

    [Fact]
    public void Null_is_refused_at_the_sender()
    {
        var probe = CreateProbe();
        Assert.Throws<InvalidMessageException>(() => probe.Ref.Tell(null!, ActorRefs.NoSender));
    }

    [Fact]
    public async Task Messages_to_a_stopped_actor_are_dead_letters_none_is_lost()
    {
        var letters = CreateProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var target = Sys.ActorOf(Props.CreateBy(() => new Relay(_ => { })));
        target.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        for (var i = 0; i < 100; i++)
            target.Tell(i, letters.Ref);
        for (var i = 0; i < 100; i++)
        {
            var letter = await letters.Expect<DeadLetter>();
            Assert.Equal((i, letters.Ref, target), (letter.Message, letter.Sender, letter.Recipient));
        }
    }

    [Fact]
    public async Task Unhandled_messages_are_published()
    {
        var probe = CreateProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(UnhandledMessage));
        var deaf = Sys.ActorOf(Props.Create<Deaf>());
        deaf.Tell("what?", probe.Ref);
        var unhandled = await probe.Expect<UnhandledMessage>();
        Assert.Equal(("what?", deaf), (unhandled.Message, unhandled.Recipient));
    }

    private sealed class Deaf : ReceiveActor;

    private sealed class Relay(Action<object> act) : UntypedActor
    {
        protected override void OnReceive(object message) => act(message);
    }

    private sealed class OrderChecker : ReceiveActor
    {
        private IActorRef? _asker;

        public OrderChecker(int senders, int each)
        {
            var next = new int[senders];
            var left = senders * each;
            var wrong = 0;
            Receive<string>(_ => _asker = Sender);
            Receive<(int Sender, int Number)>(message =>
            {
                if (next[message.Sender]++ != message.Number)
                    wrong++;
                if (--left == 0)
                    _asker!.Tell(wrong == 0 ? "all in order" : $"{wrong} out of order");
            });
        }
    }
}
