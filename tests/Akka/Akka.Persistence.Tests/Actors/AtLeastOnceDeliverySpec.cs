using Akka.Actor;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.Actors;

public sealed class AtLeastOnceDeliverySpec : ActorSpec
{
    protected override Store Store { get; } = new MemoryStore();

    protected override Akka.Configuration.Config Configure(Akka.Configuration.Config config) => ((Akka.Configuration.Config)"""
        akka.persistence.at-least-once-delivery {
          redeliver-interval = 50 ms, max-unconfirmed-messages = 2, warn-after-number-of-unconfirmed-attempts = 3
        }
        """).WithFallback(config);

    [Fact]
    public async Task A_message_is_sent_again_until_it_is_confirmed()
    {
        var actor = Sender();
        actor.Tell(new Append("x"));

        var first = await Observer.NextAsync<Letter>();
        var second = await Observer.NextAsync<Letter>();
        Assert.Equal(first, second);
        await actor.Ask<string>(new Confirm(first.DeliveryId), Limit);
        Assert.Equal(0, await actor.Ask<int>(new Get(), Limit));
    }

    [Fact]
    public async Task Open_deliveries_survive_a_restart_and_confirmed_ones_are_not_sent()
    {
        var actor = Sender();
        actor.Tell(new Append("1"));
        actor.Tell(new Append("2"));
        var letters = new HashSet<Letter>();
        while (letters.Count < 2)
        {
            // The first may have been sent so often already that there is a warning.
            if (await Observer.NextAsync<object>() is Letter letter)
                letters.Add(letter);
        }

        await actor.Ask<string>(new Confirm(1), Limit);
        await StopAsync(actor);

        var again = new Inbound(System);
        actor = System.ActorOf(Props.Create(() => new LetterSender(again.Ref)));

        Assert.Equal(new Letter(2, "2"), await again.NextAsync<Letter>());
        Assert.Equal(1, await actor.Ask<int>(new Get(), Limit));
    }

    [Fact]
    public async Task Too_many_open_deliveries_are_refused_and_many_attempts_warned_of()
    {
        var actor = Sender();
        actor.Tell(new Append("1"));
        actor.Tell(new Append("2"));
        var answers = new Inbound(System);
        actor.Tell(new Append("3"), answers.Ref);

        Assert.Equal("too many", await answers.NextAsync<string>());
        var all = await Observer.UntilAsync<UnconfirmedWarning>();
        Assert.NotEmpty(((UnconfirmedWarning)all[^1]).UnconfirmedDeliveries);
    }

    [Fact]
    public async Task A_selection_with_wildcards_is_refused()
    {
        var actor = Sender();

        Assert.Equal(nameof(NotSupportedException), await actor.Ask<string>("wildcard", Limit));
    }

    private IActorRef Sender() => System.ActorOf(Props.Create(() => new LetterSender(Observer.Ref)));

    private sealed record Letter(long DeliveryId, string Text);

    private sealed record Confirm(long DeliveryId);

    private sealed record Confirmed(long DeliveryId);

    private sealed class LetterSender : AtLeastOnceDeliveryReceiveActor
    {
        public LetterSender(IActorRef receiver)
        {
            void Send(Appended e) => Deliver(receiver.Path, id => new Letter(id, e.Text));
            Recover<Appended>(Send);
            Recover<Confirmed>(e => ConfirmDelivery(e.DeliveryId));
            Command<Append>(append =>
            {
                if (UnconfirmedCount >= MaxUnconfirmedMessages)
                    Sender.Tell("too many");
                else
                    Persist(new Appended(append.Text), Send);
            });
            Command<Confirm>(confirm => Persist(new Confirmed(confirm.DeliveryId), e =>
            {
                ConfirmDelivery(e.DeliveryId);
                Sender.Tell("confirmed");
            }));
            Command<Get>(_ => Sender.Tell(UnconfirmedCount));
            Command<UnconfirmedWarning>(receiver.Tell);
            Command<string>(_ =>
            {
                try
                {
                    Deliver(Context.ActorSelection("/user/*"), _ => "x");
                }
                catch (NotSupportedException e)
                {
                    Sender.Tell(e.GetType().Name);
                }
            });
        }

        public override string PersistenceId => "letters";
    }
}
