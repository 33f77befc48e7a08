using Akka.Actor;

namespace Akka.Tests.Actor;

public sealed class DeathWatchSpec : EngineSpec
{
    [Fact]
    public async Task Every_watcher_hears_of_the_end_once()
    {
        var watchers = new[] { CreateProbe(), CreateProbe(), CreateProbe() };
        var target = Sys.ActorOf(Props.Create<Watcher>());
        foreach (var watcher in watchers)
        {
            await watcher.Watch(target);
            await watcher.Watch(target);
        }

        Sys.Stop(target);
        foreach (var watcher in watchers)
        {
            var end = await watcher.Expect<Terminated>();
            Assert.True(end.ExistenceConfirmed);
            Assert.Equal(target, end.ActorRef);
            await watcher.ExpectNothingBefore("marker");
        }
    }

    [Fact]
    public async Task Watching_a_stopped_or_missing_actor_answers_at_once()
    {
        var probe = CreateProbe();
        var target = Sys.ActorOf(Props.Create<Watcher>());
        await target.GracefulStop(Patience);
        await probe.Watch(target);
        Assert.False((await probe.Expect<Terminated>()).ExistenceConfirmed);

        var missing = ((ExtendedActorSystem)Sys).Provider.ResolveActorRef("akka://spec/user/nobody");
        await probe.Watch(missing);
        Assert.Equal(missing, (await probe.Expect<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task WatchWith_delivers_the_message_instead()
    {
        var probe = CreateProbe();
        var target = Sys.ActorOf(Props.Create<Watcher>());
        var watcher = Sys.ActorOf(Props.Create<Watcher>());
        await watcher.Ask<string>(new Watcher.WatchWith(target, "gone", probe.Ref), Patience);
        Sys.Stop(target);
        await probe.Expect("gone");
    }

    [Fact]
    public async Task Watching_twice_with_different_messages_is_refused_until_unwatched()
    {
        var probe = CreateProbe();
        var target = Sys.ActorOf(Props.Create<Watcher>());
        var watcher = Sys.ActorOf(Props.Create<Watcher>());
        await watcher.Ask<string>(new Watcher.WatchWith(target, "one", probe.Ref), Patience);
        Assert.Contains("Unwatch", await watcher.Ask<string>(new Watcher.WatchWith(target, "two", probe.Ref), Patience),
            StringComparison.Ordinal);
        await watcher.Ask<string>(new Watcher.Unwatch(target), Patience);
        await watcher.Ask<string>(new Watcher.WatchWith(target, "two", probe.Ref), Patience);
        Sys.Stop(target);
        await probe.Expect("two");
    }

    [Fact]
    public async Task After_unwatch_nothing_is_delivered_even_if_it_was_on_its_way()
    {
        var probe = CreateProbe();
        var target = Sys.ActorOf(Props.Create<Watcher>());
        var watcher = Sys.ActorOf(Props.Create<Watcher>());
        await watcher.Ask<string>(new Watcher.Watch(target, probe.Ref), Patience);

        // The watcher stops the target and waits for its end before it unwatches: the notice lies in its mailbox then.
        Assert.Equal("unwatched", await watcher.Ask<string>(new Watcher.StopThenUnwatch(target), Patience));
        Assert.Equal("alive", await watcher.Ask<string>("ping", Patience));
        await probe.ExpectNothingBefore("marker");
    }

    [Fact]
    public async Task An_unhandled_Terminated_fails_the_watcher_with_a_death_pact()
    {
        var probe = CreateProbe();
        var target = Sys.ActorOf(Props.Create<Watcher>());
        var watcher = Sys.ActorOf(Props.Create<Watcher>());
        await probe.Watch(watcher);
        await watcher.Ask<string>(new Watcher.Watch(target, null), Patience);
        Sys.Stop(target);
        Assert.Equal(watcher, (await probe.Expect<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task WatchAsync_and_GracefulStop_complete_from_outside()
    {
        var target = Sys.ActorOf(Props.Create<Watcher>());
        var watch = target.WatchAsync();
        Assert.True(await target.GracefulStop(Patience));
        Assert.True(await watch.WaitAsync(Patience));

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        Assert.False(await Sys.ActorOf(Props.Create<Watcher>()).WatchAsync(cancelled.Token));
    }

    private sealed class Watcher : ReceiveActor
    {
        private IActorRef? _report;

        public Watcher()
        {
            Receive<Watch>(order =>
            {
                _report = order.Report;
                Context.Watch(order.Subject);
                Sender.Tell("watching");
            });
            Receive<WatchWith>(order =>
            {
                _report = order.Report;
                try
                {
                    Context.WatchWith(order.Subject, order.Message);
                    Sender.Tell("watching");
                }
                catch (InvalidOperationException refused)
                {
                    Sender.Tell(refused.Message);
                }
            });
            Receive<Unwatch>(order =>
            {
                Context.Unwatch(order.Subject);
                Sender.Tell("unwatched");
            });
            Receive<StopThenUnwatch>(order =>
            {
                Context.Stop(order.Subject);
                order.Subject.WatchAsync().GetAwaiter().GetResult();
                Context.Unwatch(order.Subject);
                Sender.Tell("unwatched");
            });
            Receive<Terminated>(message => _report is not null, message => _report!.Tell(message));
            Receive<string>(message => message == "ping", _ => Sender.Tell("alive"));
            Receive<string>(message => _report is not null, message => _report!.Tell(message));
        }

        internal sealed record Watch(IActorRef Subject, IActorRef? Report);

        internal sealed record WatchWith(IActorRef Subject, object Message, IActorRef? Report);

        internal sealed record Unwatch(IActorRef Subject);

        internal sealed record StopThenUnwatch(IActorRef Subject);
    }
}
