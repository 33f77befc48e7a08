using Akka.Actor;

namespace Akka.Tests.Actor;

public sealed class StashSpec : EngineSpec
{
    [Fact]
    public async Task Stashed_messages_come_back_in_their_order_before_the_others()
    {
        var probe = CreateProbe();
        var actor = Sys.ActorOf(Props.CreateBy(() => new Stasher(probe.Ref)));
        for (var i = 0; i < 50; i++)
            actor.Tell(i, ActorRefs.NoSender);
        actor.Tell("open", ActorRefs.NoSender);
        actor.Tell(50, ActorRefs.NoSender);
        await probe.Expect([.. Enumerable.Range(0, 51).Cast<object>()]);
    }

    [Fact]
    public async Task Unstash_takes_the_oldest_one()
    {
        var probe = CreateProbe();
        var actor = Sys.ActorOf(Props.CreateBy(() => new Stasher(probe.Ref)));
        foreach (var message in new object[] { 1, 2, "one", "open" })
            actor.Tell(message, ActorRefs.NoSender);

        // The first comes back while closed, is stashed again, and is now behind the second.
        await probe.Expect(2, 1);
    }

    [Fact]
    public async Task A_message_cannot_be_stashed_twice()
    {
        var probe = CreateProbe();
        Sys.ActorOf(Props.CreateBy(() => new Stasher(probe.Ref))).Tell("twice", ActorRefs.NoSender);
        await probe.Expect<IllegalActorStateException>();
    }

    [Fact]
    public async Task The_same_object_sent_twice_can_be_stashed_twice()
    {
        var probe = CreateProbe();
        var actor = Sys.ActorOf(Props.CreateBy(() => new Stasher(probe.Ref)));
        object same = 7;
        foreach (var message in new[] { same, same, "open" })
            actor.Tell(message, ActorRefs.NoSender);
        await probe.Expect(7, 7);
    }

    [Fact]
    public async Task A_bounded_stash_refuses_more()
    {
        var probe = CreateProbe();
        var actor = Sys.ActorOf(Props.CreateBy(() => new Stasher(probe.Ref)).WithStashCapacity(2));
        foreach (var message in new object[] { 1, 2, 3 })
            actor.Tell(message, ActorRefs.NoSender);

        // The overflow fails the actor; the restart gives the stashed ones back to the mailbox, the failing one is lost.
        await probe.Expect("restart StashOverflowException");
        actor.Tell("open", ActorRefs.NoSender);
        await probe.Expect(1, 2);
    }

    [Fact]
    public async Task At_a_stop_stashed_messages_are_dead_letters()
    {
        var probe = CreateProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(Akka.Event.DeadLetter));
        var actor = Sys.ActorOf(Props.CreateBy(() => new Stasher(probe.Ref)));
        actor.Tell(1, ActorRefs.NoSender);
        actor.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        Assert.Equal(1, (await probe.Expect<Akka.Event.DeadLetter>()).Message);
    }

    private sealed class Stasher : ReceiveActor, IWithUnboundedStash
    {
        private readonly IActorRef _log;

        public Stasher(IActorRef log)
        {
            _log = log;
            Receive<string>(text => text == "open", _ =>
            {
                Stash.UnstashAll();
                Become(() => Receive<int>(number => log.Tell(number)));
            });
            Receive<string>(text => text == "one", _ => Stash.Unstash());
            Receive<string>(text => text == "twice", _ =>
            {
                Stash.Stash();
                try
                {
                    Stash.Stash();
                }
                catch (IllegalActorStateException refused)
                {
                    log.Tell(refused);
                }
            });
            Receive<int>(_ => Stash.Stash());
        }

        public IStash Stash { get; set; } = null!;

        protected override void PreRestart(Exception reason, object message)
        {
            _log.Tell("restart " + reason.GetType().Name);
            base.PreRestart(reason, message);
        }
    }
}
