using Akka.Actor;
using Akka.Event;

namespace Akka.Tests.Actor;

public sealed class InboxSpec() : EngineSpec("akka.actor.inbox.inbox-size = 3")
{
    [Fact]
    public void It_receives_in_order_and_by_predicate()
    {
        using var inbox = Inbox.Create(Sys);
        foreach (var message in new object[] { 1, "two", 3 })
            inbox.Receiver.Tell(message, ActorRefs.NoSender);
        Assert.Equal("two", inbox.ReceiveWhere(message => message is string, Patience));
        Assert.Equal(1, inbox.Receive(Patience));
        Assert.Equal(3, inbox.Receive(Patience));
    }

    [Fact]
    public async Task Nothing_in_time_is_a_timeout()
    {
        using var inbox = Inbox.Create(Sys);
        var pending = inbox.ReceiveAsync(TimeSpan.FromSeconds(1));
        await inbox.Receiver.Ask<ActorIdentity>(new Identify(1), Patience);
        Time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<TimeoutException>(Assert.IsType<Status.Failure>(await pending.WaitAsync(Patience)).Cause);
    }

    [Fact]
    public async Task It_watches()
    {
        using var inbox = Inbox.Create(Sys);
        var actor = Sys.ActorOf(Props.Empty);
        inbox.Watch(actor);
        await inbox.Receiver.Ask<ActorIdentity>(new Identify(1), Patience);
        Sys.Stop(actor);
        Assert.Equal(actor, ((Terminated)inbox.Receive(Patience)).ActorRef);
    }

    [Fact]
    public async Task More_than_it_can_hold_is_a_dead_letter()
    {
        var letters = CreateProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        using var inbox = Inbox.Create(Sys);
        for (var i = 0; i < 4; i++)
            inbox.Receiver.Tell(i, ActorRefs.NoSender);
        Assert.Equal(3, (await letters.Expect<DeadLetter>()).Message);
    }
}
