using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.Remote.Tests.Fixtures;
using Akka.Remote.Transport;

namespace Akka.Remote.Tests;

/// <summary>Connections that come and go, and systems that are shut out.</summary>
public sealed class AssociationTests : RemoteSpec
{
    public AssociationTests()
        : base("""
            akka.remote.outbound-queue-size = 100
            akka.remote.outbound-drop-after = 10 m
            akka.remote.system-message-buffer-size = 50
            """)
    {
    }

    [Fact]
    public async Task Both_sides_publish_when_they_meet_and_part()
    {
        var there = Another();
        var associated = EventsOf<AssociatedEvent>(Sys);
        var accepted = EventsOf<AssociatedEvent>(there);
        var parted = EventsOf<DisassociatedEvent>(Sys);
        var echo = Remotely(there, there.ActorOf(Props.Create<Echo>()));

        echo.Tell("x", TestActor);
        ExpectMsg("x", Patience);

        var seen = associated.FishForMessage<AssociatedEvent>(e => !e.IsInbound, Patience);
        Assert.Equal((Here, AddressOf(there)), (seen.LocalAddress, seen.RemoteAddress));
        accepted.FishForMessage<AssociatedEvent>(e => e.IsInbound && e.RemoteAddress == Here, Patience);
        await there.Terminate();
        parted.FishForMessage<DisassociatedEvent>(e => e.RemoteAddress == AddressOf(there), Patience);
    }

    [Fact]
    public void Messages_that_wait_for_a_system_arrive_when_it_is_there()
    {
        var port = FreePort();
        var early = Sys.ActorSelection($"akka.tcp://there@127.0.0.1:{port}/user/echo");
        early.Tell("early", TestActor);

        // Proves that an attempt has failed before the system is there.
        EventsOf<AssociationErrorEvent>(Sys);
        var there = AnotherAt(port);
        var echo = there.ActorOf(Props.Create<Echo>(), "echo");

        AwaitAssert(
            () =>
            {
                early.Tell("again", TestActor);
                ExpectMsg<string>(TimeSpan.FromSeconds(1));
            },
            Patience);
        Assert.Equal("there", echo.Path.Address.System);
    }

    [Fact]
    public void What_does_not_fit_into_the_queue_is_a_dead_letter_and_one_warning()
    {
        var letters = EventsOf<DeadLetter>(Sys);
        var nobody = Sys.ActorSelection($"akka.tcp://there@127.0.0.1:{FreePort()}/user/nobody");

        EventFilter.Warning(contains: "do not get away fast enough: 1 dropped").ExpectOne(() =>
        {
            for (var i = 0; i < 110; i++)
                nobody.Tell(i, TestActor);
            for (var i = 0; i < 10; i++)
                letters.FishForMessage<DeadLetter>(letter => letter.Message is int, Patience);
        });
    }

    [Fact]
    public async Task A_broken_link_is_mended()
    {
        var there = Another();
        var echo = Remotely(there, there.ActorOf(Props.Create<Echo>()));
        Assert.Equal(1, await echo.Ask<int>(1, Patience));
        var parted = EventsOf<DisassociatedEvent>(there);

        // The receiver closes a connection on which something comes that must not.
        await Throttle(there, Sys, ThrottleTransportAdapter.Direction.Receive, Blackhole.Instance);
        echo.Tell(2, TestActor);
        parted.FishForMessage<DisassociatedEvent>(e => e.IsInbound, Patience);
        await Throttle(there, Sys, ThrottleTransportAdapter.Direction.Receive, Unthrottled.Instance);

        await AwaitAssertAsync(async () => Assert.Equal(3, await echo.Ask<int>(3, TimeSpan.FromSeconds(1))), Patience);
    }

    [Fact]
    public async Task A_system_that_is_shut_out_is_told_so_and_its_next_incarnation_is_welcome()
    {
        var there = Another();
        var port = AddressOf(there).Port;
        var echo = Remotely(there, there.ActorOf(Props.Create<Echo>(), "echo"));
        Assert.Equal("up", await echo.Ask<string>("up", Patience));
        var quarantined = EventsOf<QuarantinedEvent>(Sys);
        var told = EventsOf<ThisActorSystemQuarantinedEvent>(there);
        var letters = EventsOf<DeadLetter>(Sys);

        RARP.For(Sys).Provider.Quarantine(AddressOf(there), UidOf(there));

        Assert.Equal(UidOf(there), quarantined.ExpectMsg<QuarantinedEvent>(Patience).Uid);
        echo.Tell("lost", TestActor);
        letters.FishForMessage<DeadLetter>(letter => letter.Message is "lost", Patience);

        // What goes into the connection that is being closed is lost without an answer; the first attempt after that is told.
        using var attempts = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var limit = new CancellationTokenSource(Patience);
        do
            there.ActorSelection(TestActor.Path.ToStringWithAddress(Here)).Tell("lost too", ActorRefs.NoSender);
        while (await attempts.WaitForNextTickAsync(limit.Token) && !told.HasMessages);
        Assert.Equal(Here, told.ExpectMsg<ThisActorSystemQuarantinedEvent>(Patience).RemoteAddress);

        await there.Terminate();
        var again = AnotherAt(port!.Value);
        again.ActorOf(Props.Create<Echo>(), "echo");
        again.ActorSelection(TestActor.Path.ToStringWithAddress(Here)).Tell("fresh", ActorRefs.NoSender);

        ExpectMsg("fresh", Patience);
        var fresh = await Find(again, "/user/echo");
        Assert.Equal("hello", await fresh.Ask<string>("hello", Patience));
    }

    [Fact]
    public async Task Too_many_unacknowledged_system_messages_shut_a_system_out()
    {
        var there = Another();
        var echo = Remotely(there, there.ActorOf(Props.Create<Echo>(), "echo"));
        Assert.Equal("up", await echo.Ask<string>("up", Patience));
        var quarantined = EventsOf<QuarantinedEvent>(Sys);
        await Throttle(Sys, there, ThrottleTransportAdapter.Direction.Both, Blackhole.Instance);

        for (var i = 0; i < 51; i++)
            ((IInternalActorRef)echo).Stop();

        Assert.Equal(AddressOf(there), quarantined.ExpectMsg<QuarantinedEvent>(Patience).Address);
    }

    [Fact]
    public void A_second_system_on_the_port_does_not_start_and_says_why()
    {
        var error = Assert.ThrowsAny<Exception>(() => Another($"akka.remote.dot-netty.tcp.port = {Here.Port}"));

        Assert.Contains("port", error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{Here.Port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Throttling_needs_the_adapter()
    {
        var there = Another("akka.remote.dot-netty.tcp.applied-adapters = []");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Throttle(there, Sys, ThrottleTransportAdapter.Direction.Both, Blackhole.Instance));

        Assert.Contains("trttl", error.Message, StringComparison.Ordinal);
        Assert.False(await RARP.For(there).Provider.Transport.ManagementCommand("unknown"));
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
