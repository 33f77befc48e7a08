using Akka.Actor;
using Akka.Remote.Tests.Fixtures;
using Akka.Remote.Transport;

namespace Akka.Remote.Tests;

/// <summary>Systems that end, or are not heard of any more. The detector is so impatient that it may be wrong: that ends alike.</summary>
public sealed class SilenceTests : RemoteSpec
{
    public SilenceTests()
        : base("""
            akka.remote.watch-failure-detector {
              heartbeat-interval = 100 ms
              unreachable-nodes-reaper-interval = 100 ms
              expected-response-after = 100 ms
              acceptable-heartbeat-pause = 1 s
            }
            """)
    {
    }

    [Fact]
    public void The_end_of_a_whole_system_ends_the_watches()
    {
        var there = Another();
        var remote = Remotely(there, there.ActorOf(Props.Create<Echo>()));
        remote.Tell("up", TestActor);
        ExpectMsg("up", Patience);
        Watch(remote);

        there.Terminate();

        ExpectTerminated(remote, Patience);
    }

    [Theory]
    [InlineData(ThrottleTransportAdapter.Direction.Both)]
    [InlineData(ThrottleTransportAdapter.Direction.Receive)]
    [InlineData(ThrottleTransportAdapter.Direction.Send)]
    public async Task A_system_that_falls_silent_is_shut_out_and_its_actors_count_as_stopped(ThrottleTransportAdapter.Direction cut)
    {
        var there = Another();
        var remote = Remotely(there, there.ActorOf(Props.Create<Echo>()));
        var quarantined = EventsOf<QuarantinedEvent>(Sys);
        remote.Tell("up", TestActor);
        ExpectMsg("up", Patience);
        Watch(remote);

        await Throttle(Sys, there, cut, Blackhole.Instance);

        Assert.True(ExpectTerminated(remote, Patience).AddressTerminated);
        var shutOut = quarantined.ExpectMsg<QuarantinedEvent>(Patience);
        Assert.Equal((AddressOf(there), UidOf(there)), (shutOut.Address, shutOut.Uid));
    }
}
