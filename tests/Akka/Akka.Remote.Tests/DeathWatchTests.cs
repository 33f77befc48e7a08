using Akka.Actor;
using Akka.Remote.Tests.Fixtures;
using Akka.Remote.Transport;

namespace Akka.Remote.Tests;

/// <summary>Watching actors of other systems.</summary>
public sealed class DeathWatchTests : RemoteSpec
{
    public DeathWatchTests()
        : base("akka.remote.watch-failure-detector.heartbeat-interval = 100 ms")
    {
    }

    [Fact]
    public void The_end_of_an_actor_over_there_is_told_after_its_last_message()
    {
        var there = Another();
        for (var round = 0; round < 20; round++)
        {
            var actor = there.ActorOf(Props.Create<LastWords>());
            var remote = Remotely(there, actor);
            Watch(remote);
            remote.Tell(200, TestActor);

            for (var i = 0; i < 200; i++)
                ExpectMsg(i, Patience);
            Assert.False(ExpectTerminated(remote, Patience).AddressTerminated);
        }
    }

    [Fact]
    public void A_watch_of_nobody_ends_at_once()
    {
        var there = Another();
        var actor = there.ActorOf(Props.Create<Echo>());
        var remote = Remotely(there, actor);
        var watcher = ProbeIn(there);
        watcher.Watch(actor);
        there.Stop(actor);
        watcher.ExpectTerminated(actor, Patience);

        Watch(remote);

        Assert.False(ExpectTerminated(remote, Patience).ExistenceConfirmed);
    }

    [Fact]
    public void An_unwatched_actor_ends_unnoticed()
    {
        var there = Another();
        var first = there.ActorOf(Props.Create<Echo>());
        var second = there.ActorOf(Props.Create<Echo>());
        Watch(Remotely(there, first));
        Watch(Remotely(there, second));
        Unwatch(Remotely(there, first));

        there.Stop(first);
        there.Stop(second);

        ExpectTerminated(Remotely(there, second), Patience);
        Assert.False(HasMessages);
    }

    [Fact]
    public void Several_watchers_are_told()
    {
        var there = Another();
        var actor = there.ActorOf(Props.Create<Echo>());
        var remote = Remotely(there, actor);
        var probes = Enumerable.Range(0, 5).Select(_ => CreateTestProbe()).ToArray();
        foreach (var probe in probes)
            probe.Watch(remote);

        there.Stop(actor);

        foreach (var probe in probes)
            probe.ExpectTerminated(remote, Patience);
    }

    [Fact]
    public async Task A_graceful_stop_of_a_remote_actor_completes()
    {
        var there = Another();
        var remote = Remotely(there, there.ActorOf(Props.Create<Echo>()));

        Assert.True(await remote.GracefulStop(Patience));
    }

    [Fact]
    public async Task A_watch_and_its_end_survive_a_broken_link_and_come_once()
    {
        var calm = Another(name: "calm");
        var there = Another();
        var actor = there.ActorOf(Props.Create<Echo>());
        var remote = ((ExtendedActorSystem)calm).Provider.ResolveActorRef(
            actor.Path.ToSerializationFormatWithAddress(AddressOf(there)));
        var probe = ProbeIn(calm);
        await Throttle(calm, there, ThrottleTransportAdapter.Direction.Send, Blackhole.Instance);
        probe.Watch(remote);
        await Throttle(calm, there, ThrottleTransportAdapter.Direction.Send, Unthrottled.Instance);
        probe.Send(remote, "up");
        probe.ExpectMsg("up", Patience);
        await Throttle(there, calm, ThrottleTransportAdapter.Direction.Send, Blackhole.Instance);
        there.Stop(actor);
        await Throttle(there, calm, ThrottleTransportAdapter.Direction.Send, Unthrottled.Instance);

        probe.ExpectTerminated(remote, Patience);
        Assert.False(probe.HasMessages);
    }

    [Fact]
    public async Task A_watch_of_an_actor_of_an_earlier_incarnation_ends()
    {
        var there = Another();
        var port = AddressOf(there).Port;
        var remote = Remotely(there, there.ActorOf(Props.Create<Echo>(), "echo"));
        Watch(remote);
        remote.Tell("up", TestActor);
        ExpectMsg("up", Patience);

        // Gone without a word, and back at once.
        await Throttle(there, Sys, ThrottleTransportAdapter.Direction.Both, Blackhole.Instance);
        await there.Terminate();
        var again = AnotherAt(port!.Value);
        again.ActorOf(Props.Create<Echo>(), "echo");

        ExpectTerminated(remote, Patience);
        var fresh = await Find(again, "/user/echo");
        Assert.NotEqual(remote, fresh);
    }

    private sealed class LastWords : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            for (var i = 0; i < (int)message; i++)
                Sender.Tell(i);
            Context.Stop(Self);
        }
    }
}
