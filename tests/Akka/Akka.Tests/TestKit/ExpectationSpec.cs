using Akka.Actor;
using Akka.TestKit;
using Xunit.Sdk;

namespace Akka.Tests.TestKit;

public sealed class ExpectationSpec : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    public ExpectationSpec()
        : base("akka.test.single-expect-default = 60s")
    {
    }

    [Fact]
    public void The_test_actor_is_the_implicit_sender()
    {
        var echo = ActorOf(Props.Create(() => new Echo()));

        echo.Tell("hello");

        ExpectMsg("hello");
        Assert.Equal(echo, LastSender);
    }

    [Fact]
    public async Task The_test_actor_stays_the_implicit_sender_after_an_await()
    {
        var echo = ActorOf(Props.Create(() => new Echo()));

        for (var i = 0; i < 3; i++)
        {
            echo.Tell(i);
            Assert.Equal(i, await ExpectMsgAsync<int>());
            await Task.Yield();
        }
    }

    [Fact]
    public void An_expectation_of_a_type_returns_the_message()
    {
        TestActor.Tell(5);

        Assert.Equal(5, ExpectMsg<int>());
    }

    [Fact]
    public void A_message_of_another_type_fails()
    {
        TestActor.Tell("text");

        var failure = Assert.Throws<FailException>(() => ExpectMsg<int>(hint: "a number"));

        Assert.Contains("a number", failure.Message);
        Assert.Contains("text", failure.Message);
    }

    [Fact]
    public void No_message_fails()
    {
        Assert.Throws<FailException>(() => ExpectMsg<int>(Short));
    }

    [Fact]
    public void Another_value_fails()
    {
        TestActor.Tell("b");

        Assert.Throws<EqualException>(() => ExpectMsg("a"));
    }

    [Fact]
    public void Predicates_and_assertions_see_the_message_and_its_sender()
    {
        var probe = CreateTestProbe();
        foreach (var i in Enumerable.Range(1, 5))
            probe.Send(TestActor, i);

        ExpectMsg<int>(m => m == 1);
        ExpectMsg<int>((m, s) => m == 2 && s.Equals(probe.Ref));
        ExpectMsg<int>((m, s) => Assert.Equal(probe.Ref, s));
        ExpectMsgFrom<int>(probe.Ref, m => m == 4);
        Assert.Throws<EqualException>(() => ExpectMsgFrom<int>(CreateTestProbe().Ref));
    }

    [Fact]
    public void A_predicate_that_is_false_fails()
    {
        TestActor.Tell(1);

        Assert.Throws<TrueException>(() => ExpectMsg<int>(m => m == 2));
    }

    [Fact]
    public void All_of_several_come_in_any_order()
    {
        foreach (var i in new[] { 3, 1, 2 })
            TestActor.Tell(i);

        Assert.Equal([3, 1, 2], ExpectMsgAllOf(1, 2, 3));
    }

    [Fact]
    public void One_that_is_missing_among_several_fails()
    {
        TestActor.Tell(1);
        TestActor.Tell(4);

        var failure = Assert.Throws<FailException>(() => ExpectMsgAllOf(1, 2));

        Assert.Contains("Not found: [2]", failure.Message);
        Assert.Contains("not expected: [4]", failure.Message);
    }

    [Fact]
    public void Any_of_several_is_enough()
    {
        TestActor.Tell("b");

        Assert.Equal("b", ExpectMsgAnyOf(["a", "b"]));
        TestActor.Tell("c");
        Assert.Throws<FailException>(() => ExpectMsgAnyOf(["a", "b"]));
    }

    [Fact]
    public void Conditions_on_several_messages_are_met_by_one_each()
    {
        TestActor.Tell("text");
        TestActor.Tell(7);

        var received = ExpectMsgAllOfMatchingPredicates(
            PredicateInfo.Create<int>(i => i > 5), PredicateInfo.Create<string>(s => s.Length == 4));

        Assert.Equal(["text", 7], received);
    }

    [Fact]
    public void Silence_is_expected_and_broken()
    {
        ExpectNoMsg(Short);
        TestActor.Tell("noise");

        Assert.Throws<FailException>(() => ExpectNoMsg(Short));
    }

    [Fact]
    public void Fishing_throws_other_messages_away()
    {
        foreach (var i in Enumerable.Range(1, 4))
            TestActor.Tell(i);

        Assert.Equal(3, FishForMessage<int>(i => i == 3));
        ExpectMsg(4);
        Assert.Throws<FailException>(() => FishForMessage<int>(_ => true, Short));
    }

    [Fact]
    public async Task Messages_before_silence_are_returned()
    {
        TestActor.Tell("a");
        TestActor.Tell("b");

        Assert.Equal(new object[] { "a", "b" }, (await WaitForRadioSilenceAsync(Short)).ToArray());
    }

    [Fact]
    public void A_number_of_messages_is_received_in_order()
    {
        foreach (var i in Enumerable.Range(1, 3))
            TestActor.Tell(i);

        Assert.Equal([1, 2], ReceiveN(2));
        Assert.Throws<FailException>(() => ReceiveN(2, Short));
    }

    [Fact]
    public async Task A_number_of_messages_is_streamed()
    {
        TestActor.Tell("a");
        TestActor.Tell("b");
        var received = new List<object>();

        await foreach (var message in ReceiveNAsync(2))
            received.Add(message);

        Assert.Equal(["a", "b"], received);
    }

    [Fact]
    public void Receiving_while_stops_before_the_message_that_does_not_fit()
    {
        foreach (var message in new object[] { "a", "b", 1, "c" })
            TestActor.Tell(message);

        Assert.Equal(["a", "b"], ReceiveWhile(Short, message => message as string));
        ExpectMsg(1);
        ExpectMsg("c");
    }

    [Fact]
    public void Peeking_leaves_the_message()
    {
        TestActor.Tell("a");

        Assert.Equal("a", PeekOne());
        Assert.True(HasMessages);
        ExpectMsg("a");
        Assert.False(HasMessages);
        Assert.Null(ReceiveOne(TimeSpan.Zero));
    }

    [Fact]
    public void Ignored_messages_are_not_queued()
    {
        IgnoreMessages<string>(text => text == "noise");
        TestActor.Tell("noise");
        TestActor.Tell("signal");
        IgnoreNoMessages();
        TestActor.Tell("noise");

        ExpectMsg("signal");
        ExpectMsg("noise");
    }

    [Fact]
    public void The_end_of_a_watched_actor_is_expected()
    {
        var actor = ActorOf(Props.Empty);
        Watch(actor);

        Sys.Stop(actor);

        Assert.True(ExpectTerminated(actor).ExistenceConfirmed);
    }

    [Fact]
    public void An_actor_that_is_watched_no_longer_tells_nothing()
    {
        var actor = ActorOf(Props.Empty);
        Watch(actor);
        Unwatch(actor);
        var probe = CreateTestProbe();
        probe.Watch(actor);

        Sys.Stop(actor);

        probe.ExpectTerminated(actor);
        ExpectNoMsg(Short);
    }

    [Fact]
    public void A_cancelled_expectation_ends()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => ExpectMsg<int>(cancellationToken: cancellation.Token));
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
