using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Xunit.Sdk;

namespace Akka.Tests.TestKit;

public sealed class EventFilterSpec : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    public EventFilterSpec()
        : base("akka.loglevel = DEBUG, akka.test.filter-leeway = 60s")
    {
    }

    [Fact]
    public void One_entry_of_each_level_is_expected()
    {
        EventFilter.Debug("d").ExpectOne(() => Sys.Log.Debug("d"));
        EventFilter.Info(start: "in").ExpectOne(() => Sys.Log.Info("info {0}", 1));
        EventFilter.Warning(contains: "arn").ExpectOne(() => Sys.Log.Warning("warning {Name}", "x"));
        EventFilter.Error(new Regex("^e.*r$")).ExpectOne(() => Sys.Log.Error("error"));
    }

    [Fact]
    public void Arguments_are_in_the_text()
    {
        EventFilter.Info("disk vhost0 has 42 blocks").ExpectOne(() => Sys.Log.Info("disk {Name} has {Count} blocks", "vhost0", 42));
    }

    [Fact]
    public void No_entry_fails()
    {
        Assert.Throws<FailException>(() => EventFilter.Info("x").ExpectOne(Short, () => { }));
    }

    [Fact]
    public void Too_many_entries_fail()
    {
        var failure = Assert.Throws<FailException>(() => EventFilter.Info("x").Expect(1, Long, () =>
        {
            Sys.Log.Info("x");
            Sys.Log.Info("x");
            Sys.EventStream.Publish(new Info("probe", typeof(string), "y"));
        }));

        Assert.Contains("1 log entries were expected, 2 came", failure.Message);
    }

    [Fact]
    public void None_may_be_expected()
    {
        EventFilter.Error().Expect(0, Short, () => Sys.Log.Info("fine"));

        Assert.Throws<FailException>(() => EventFilter.Error().Expect(0, Long, () => Sys.Log.Error("bad")));
    }

    [Fact]
    public void The_failure_of_an_actor_is_logged_with_its_path()
    {
        var actor = ActorOf(Props.Create(() => new Failing()), "failing");

        EventFilter.Exception<InvalidOperationException>("boom", source: actor.Path.ToString()).ExpectOne(() => actor.Tell("boom"));
        EventFilter.Exception<Exception>(contains: "oo").ExpectOne(() => actor.Tell("boom"));
        Assert.Throws<FailException>(
            () => EventFilter.Exception<ArgumentException>().ExpectOne(Short, () => actor.Tell("boom")));
    }

    [Fact]
    public void An_inner_exception_is_found_when_asked_for()
    {
        var error = new InvalidOperationException("outer", new TimeoutException("inner"));

        EventFilter.Exception(typeof(TimeoutException), "inner", checkInnerExceptions: true)
            .ExpectOne(() => Sys.Log.Error(error, "failed"));
    }

    [Fact]
    public async Task Asynchronous_code_is_filtered_too()
    {
        var result = await EventFilter.Info("later").ExpectOneAsync(async () =>
        {
            await Task.Yield();
            Sys.Log.Info("later");
            return 5;
        });

        Assert.Equal(5, result);
    }

    [Fact]
    public void Dead_letters_are_expected()
    {
        var actor = ActorOf(Props.Empty, "dead");
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);

        EventFilter.DeadLetter<string>(text => text == "lost").ExpectOne(() => actor.Tell("lost"));
        EventFilter.DeadLetter(typeof(int), actor.Path.ToString()).ExpectOne(() => actor.Tell(1));
        EventFilter.DeadLetter().Expect(2, () =>
        {
            actor.Tell("a");
            actor.Tell("b");
        });
    }

    [Fact]
    public void Filters_are_joined()
    {
        EventFilter.Info("a").And.Warning("b").Expect(2, () =>
        {
            Sys.Log.Info("a");
            Sys.Log.Warning("b");
        });
    }

    [Fact]
    public void A_custom_filter_sees_the_event()
    {
        EventFilter.Custom<Warning>(entry => entry.LogClass == typeof(EventFilterSpec))
            .ExpectOne(() => Sys.EventStream.Publish(new Warning("source", typeof(EventFilterSpec), "text")));
    }

    [Fact]
    public void Code_that_throws_is_not_hidden_by_the_filter()
    {
        Assert.Throws<TimeoutException>(() => EventFilter.Info("x").ExpectOne(() => throw new TimeoutException()));
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing() => Receive<string>(text => throw new InvalidOperationException(text));
    }
}
