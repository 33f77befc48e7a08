using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Routing;
using Akka.Util;

namespace Akka.Tests.Serialization;

public sealed class MessageVerificationSpec : Akka.TestKit.Xunit2.TestKit
{
    public MessageVerificationSpec()
        : base("akka { actor.serialize-messages = on, test { single-expect-default = 60s, filter-leeway = 60s } }")
    {
    }

    private interface IShape;

    [Fact]
    public void A_message_is_copied_by_its_serializer()
    {
        var sent = new Request(Guid.Empty, ["a", "b"], TestActor, Color.Red, (1, "x"));

        TestActor.Tell(sent);

        var received = ExpectMsg<Request>();
        Assert.NotSame(sent, received);
        Assert.Equal(sent with { Names = received.Names }, received);
        Assert.Equal(sent.Names, received.Names);
    }

    [Fact]
    public void Members_of_open_types_keep_their_class()
    {
        TestActor.Tell(new Drawing([new Circle(1.5), new Square(2)], new Circle(3), 7));

        var received = ExpectMsg<Drawing>();
        Assert.Equal(new IShape[] { new Circle(1.5), new Square(2) }, received.Shapes);
        Assert.Equal(new Circle(3), received.Frame);
        Assert.Equal(7, received.Anything);
    }

    [Fact]
    public void Maps_keep_their_entries_whatever_their_keys_are()
    {
        var byId = new Dictionary<Id, string> { [new Id(1)] = "one", [new Id(2)] = "two" };
        var immutable = ImmutableDictionary<Id, int>.Empty.Add(new Id(3), 3);
        TestActor.Tell(new Maps(byId, immutable, new SortedDictionary<string, int> { ["k"] = 1 }));

        var received = ExpectMsg<Maps>();
        Assert.Equal(byId, received.ById);
        Assert.Equal(3, received.Immutable[new Id(3)]);
        Assert.Equal(1, received.Sorted["k"]);
    }

    [Fact]
    public void A_failure_keeps_its_cause()
    {
        TestActor.Tell(new Status.Failure(new InvalidOperationException("why", new TimeoutException("late"))));

        var cause = ExpectMsg<Status.Failure>().Cause;
        Assert.Equal("why", Assert.IsType<InvalidOperationException>(cause).Message);
        Assert.Equal("late", Assert.IsType<TimeoutException>(cause.InnerException).Message);
    }

    [Fact]
    public void Messages_of_the_engine_pass()
    {
        var actor = ActorOf(dsl => dsl.ReceiveAny((message, context) => context.Sender.Tell(message)));
        Watch(actor);

        actor.Tell(new Identify("id"));
        Assert.Equal(actor, ExpectMsg<ActorIdentity>().Subject);
        Sys.ActorSelection(actor.Path).Tell("selected");
        ExpectMsg("selected");
        actor.Tell(new Status.Success(5));
        Assert.Equal(5, ExpectMsg<Status.Success>().Status);
        actor.Tell(Done.Instance);
        ExpectMsg<Done>();
        actor.Tell(PoisonPill.Instance);
        ExpectTerminated(actor);
    }

    [Fact]
    public async Task Questions_and_routers_pass()
    {
        var router = ActorOf(Props.Create(() => new Echo()).WithRouter(new RoundRobinPool(2)));

        Assert.Equal(new Id(5), await router.Ask<Id>(new Id(5), TimeSpan.FromSeconds(60)));
        Assert.Equal(2, (await router.Ask<Routees>(GetRoutees.Instance, TimeSpan.FromSeconds(60))).Members.Count());
    }

    [Fact]
    public void A_singleton_stays_itself()
    {
        TestActor.Tell(Tick.Instance);

        Assert.Same(Tick.Instance, ExpectMsg<Tick>());
    }

    [Fact]
    public void A_class_with_several_constructors_passes()
    {
        TestActor.Tell(new Several("a", 5));

        var received = ExpectMsg<Several>();
        Assert.Equal(("a", 5), (received.Name, received.Count));
    }

    [Fact]
    public void A_struct_whose_members_only_its_constructor_sets_keeps_them()
    {
        TestActor.Tell(new Structs(new Plain(7, "x"), Option<int>.None, new Option<string>("some")));

        var received = ExpectMsg<Structs>();
        Assert.Equal((7, "x"), (received.Plain.Number, received.Plain.Text));
        Assert.False(received.None.HasValue);
        Assert.Equal("some", received.Some.Value);
    }

    [Fact]
    public void A_subclass_that_would_lose_its_members_is_reported_and_lost()
    {
        TestActor.Tell(new Holder(new Base(1)));
        Assert.Equal(new Base(1), ExpectMsg<Holder>().Held);

        EventFilter.Error(contains: "would be lost").ExpectOne(() => TestActor.Tell(new Holder(new Derived(1, 2))));

        Assert.False(HasMessages);
    }

    [Fact]
    public void A_message_that_needs_no_verification_is_passed_as_it_is()
    {
        var sent = new Local(() => 5);

        TestActor.Tell(sent);

        Assert.Same(sent, ExpectMsg<Local>());
    }

    [Fact]
    public void A_message_that_cannot_be_sent_is_reported_and_lost()
    {
        EventFilter.Error(contains: "Func").ExpectOne(() => TestActor.Tell(new NotSendable(() => 5)));

        Assert.False(HasMessages);
    }

    private enum Color
    {
        Blue,
        Red,
    }

    private sealed record Request(Guid Id, ImmutableList<string> Names, IActorRef ReplyTo, Color Color, (int, string) Pair);

    private sealed record Drawing(IReadOnlyList<IShape> Shapes, IShape Frame, object Anything);

    private sealed record Circle(double Radius) : IShape;

    private sealed record Square(int Side) : IShape;

    private sealed record Id(int Value);

    private sealed record Maps(
        IReadOnlyDictionary<Id, string> ById, ImmutableDictionary<Id, int> Immutable, SortedDictionary<string, int> Sorted);

    private sealed class Tick
    {
        public static readonly Tick Instance = new();

        private Tick()
        {
        }
    }

    private sealed class Several
    {
        public Several(string name)
            : this(name, 1)
        {
        }

        public Several(string name, int count)
        {
            Name = name;
            Count = count;
        }

        public string Name { get; }

        public int Count { get; }
    }

    private readonly struct Plain
    {
        public Plain(int number, string text)
        {
            Number = number;
            Text = text;
        }

        public int Number { get; }

        public string Text { get; }
    }

    private sealed record Structs(Plain Plain, Option<int> None, Option<string> Some);

    private record Base(int A);

    private sealed record Derived(int A, int B) : Base(A);

    private sealed record Holder(Base Held);

    private sealed record Local(Func<int> Work) : INoSerializationVerificationNeeded;

    private sealed record NotSendable(Func<int> Work);

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
