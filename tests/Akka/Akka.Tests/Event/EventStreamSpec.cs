using Akka.Actor;
using Akka.Event;

namespace Akka.Tests.Event;

public sealed class EventStreamSpec : Akka.TestKit.Xunit2.TestKit
{
    public EventStreamSpec()
        : base("akka.test.single-expect-default = 60s")
    {
    }

    private interface IMarked;

    [Fact]
    public void A_subscriber_gets_its_class_and_those_below()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Animal));

        Sys.EventStream.Publish(new Animal("a"));
        Sys.EventStream.Publish("not an animal");
        Sys.EventStream.Publish(new Dog("d"));

        ExpectMsg(new Animal("a"));
        ExpectMsg(new Dog("d"));
        Assert.False(HasMessages);
    }

    [Fact]
    public void An_interface_is_a_class_too()
    {
        Assert.True(Sys.EventStream.Subscribe<IMarked>(TestActor));

        Sys.EventStream.Publish(new Dog("d"));

        ExpectMsg(new Dog("d"));
    }

    [Fact]
    public void A_subscriber_with_two_matching_subscriptions_gets_an_event_once()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Animal));
        Sys.EventStream.Subscribe(TestActor, typeof(Dog));

        Sys.EventStream.Publish(new Dog("d"));

        ExpectMsg(new Dog("d"));
        Assert.False(HasMessages);
    }

    [Fact]
    public void A_repeated_subscription_is_none()
    {
        Assert.True(Sys.EventStream.Subscribe(TestActor, typeof(Animal)));
        Assert.False(Sys.EventStream.Subscribe(TestActor, typeof(Animal)));
        Assert.True(Sys.EventStream.Unsubscribe(TestActor, typeof(Animal)));
        Assert.False(Sys.EventStream.Unsubscribe(TestActor, typeof(Animal)));
        Assert.False(Sys.EventStream.Unsubscribe(TestActor));
    }

    [Fact]
    public void One_who_unsubscribes_gets_no_more()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Animal));
        Sys.EventStream.Subscribe(TestActor, typeof(string));
        Sys.EventStream.Publish(new Dog("1"));
        Sys.EventStream.Unsubscribe(TestActor, typeof(Animal));
        Sys.EventStream.Publish(new Dog("2"));
        Sys.EventStream.Publish("s");
        Sys.EventStream.Unsubscribe(TestActor);
        Sys.EventStream.Publish("t");

        ExpectMsg(new Dog("1"));
        ExpectMsg("s");
        Assert.False(HasMessages);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_subscription_needs_a_subscriber_and_a_class(bool subscriber, bool channel)
    {
        Assert.Throws<ArgumentNullException>(
            () => Sys.EventStream.Subscribe(subscriber ? TestActor : null!, channel ? typeof(string) : null!));
    }

    [Fact]
    public void A_subscriber_that_stops_is_taken_off()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe, typeof(Animal));
        Watch(probe);
        Sys.Stop(probe);
        ExpectTerminated(probe);

        AwaitAssert(() => Assert.False(Sys.EventStream.HasSubscriptions(probe.Ref)), interval: TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public void A_dead_letter_is_published_with_sender_and_recipient()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var gone = Stopped();

        gone.Tell("lost");

        var letter = ExpectMsg<DeadLetter>();
        Assert.Equal(("lost", TestActor, gone), ((string)letter.Message, letter.Sender, letter.Recipient));
    }

    [Fact]
    public void A_stopped_subscriber_of_dead_letters_makes_no_new_ones()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var gone = Stopped();
        Watch(probe);
        Sys.EventStream.Subscribe(probe, typeof(DeadLetter));
        Sys.Stop(probe);
        ExpectTerminated(probe);

        gone.Tell("lost");

        Assert.Equal("lost", ExpectMsg<DeadLetter>().Message);
        ExpectNoMsg(TimeSpan.FromMilliseconds(30));
    }

    [Fact]
    public void A_suppressed_dead_letter_is_seen_by_those_who_ask_for_all()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var all = CreateTestProbe();
        Sys.EventStream.Subscribe(all, typeof(AllDeadLetters));

        Stopped().Tell(new Normal());

        Assert.IsType<Normal>(all.FishForMessage<SuppressedDeadLetter>(letter => letter.Message is Normal).Message);
        Assert.False(HasMessages);
    }

    [Fact]
    public void An_unhandled_message_is_published()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var actor = ActorOf(Props.Empty);

        actor.Tell("what");

        var unhandled = ExpectMsg<UnhandledMessage>();
        Assert.Equal(("what", TestActor, actor), ((string)unhandled.Message, unhandled.Sender, unhandled.Recipient));
    }

    [Fact]
    public void A_dropped_message_says_why()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Dropped));

        Sys.EventStream.Publish(new Dropped("m", "full", TestActor, TestActor));

        Assert.Equal("full", ExpectMsg<Dropped>().Reason);
    }

    [Fact]
    public async Task Publishing_while_others_subscribe_loses_nothing_for_the_steady_ones()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(int));
        var probes = Enumerable.Range(0, 8).Select(_ => CreateTestProbe().Ref).ToArray();

        await Task.WhenAll(
            Task.Run(() =>
            {
                for (var i = 0; i < 2000; i++)
                    Sys.EventStream.Publish(i);
            }),
            Task.Run(() =>
            {
                for (var i = 0; i < 200; i++)
                {
                    Sys.EventStream.Subscribe(probes[i % 8], typeof(int));
                    Sys.EventStream.Unsubscribe(probes[i % 8], typeof(int));
                }
            }));

        Assert.Equal(Enumerable.Range(0, 2000), ReceiveN(2000).Cast<int>());
    }

    private IActorRef Stopped()
    {
        var actor = ActorOf(Props.Empty);
        var probe = CreateTestProbe();
        probe.Watch(actor);
        Sys.Stop(actor);
        probe.ExpectTerminated(actor);
        return actor;
    }

    private record Animal(string Name);

    private sealed record Dog(string Name) : Animal(Name), IMarked;

    private sealed class Normal : IDeadLetterSuppression;
}
