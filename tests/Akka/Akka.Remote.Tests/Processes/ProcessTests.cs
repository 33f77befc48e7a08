using Akka.Actor;
using Akka.Remote.Tests.Fixtures;

namespace Akka.Remote.Tests.Processes;

/// <summary>Two processes.</summary>
public sealed class ProcessTests : RemoteSpec
{
    [Fact]
    public async Task Processes_talk_and_a_clean_end_ends_the_watch()
    {
        using var peer = await PeerProcess.StartAsync();
        var echo = await Sys.ActorSelection(peer.Address + "/user/echo").ResolveOne(Patience);
        Watch(echo);

        for (var i = 0; i < 1000; i++)
            echo.Tell(i, TestActor);
        for (var i = 0; i < 1000; i++)
            ExpectMsg(i, Patience);
        await peer.StopAsync();

        ExpectTerminated(echo, Patience);
    }

    [Fact]
    public async Task A_process_that_is_killed_is_noticed()
    {
        using var peer = await PeerProcess.StartAsync();
        var impatient = Another("""
            akka.remote.watch-failure-detector {
              heartbeat-interval = 100 ms
              unreachable-nodes-reaper-interval = 100 ms
              expected-response-after = 100 ms
              acceptable-heartbeat-pause = 2 s
            }
            """);
        var quarantined = EventsOf<QuarantinedEvent>(impatient);
        var echo = await impatient.ActorSelection(peer.Address + "/user/echo").ResolveOne(Patience);
        var watcher = ProbeIn(impatient);
        watcher.Watch(echo);

        peer.Kill();

        Assert.True(watcher.ExpectTerminated(echo, Patience).AddressTerminated);
        Assert.Equal(peer.Address, quarantined.ExpectMsg<QuarantinedEvent>(Patience).Address.ToString());
    }
}
