using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Akka.Actor;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Storage;

namespace VioActors.Actors.Tests.Vios.Cke;

/// <summary>A peer for which connections are refused, and one whose addresses another incarnation has, over real sockets.</summary>
public sealed class ReturningPeerTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly CkeParty Origin = new(new VioUuid(new Guid(1, 0, 0, new byte[8])), 1);
    private static readonly CkeParty Peer = new(new VioUuid(new Guid(2, 0, 0, new byte[8])), 1);
    private static readonly CkeParty Successor = Peer with { Incarnation = 2 };
    private readonly List<IDisposable> _made = [];
    private int _handshakes;
    private int _handshakesOfSuccessor;
    private int _ends;
    private int _writesAtSuccessor;

    public ReturningPeerTests()
        : base(TestConfigurations.Actors)
    {
    }

    [Fact]
    [Trait("Req", "RED-6")]
    public async Task APeerThatWasTakenForGone_SinceNobodyListened_IsUsedAgainWhenItAnswers()
    {
        var address = Reserve();
        var (route, relay) = Start(address);
        Assert.Equal(RelayResult.PeerGone, await WriteAsync(route, 1));

        Listen(address, Peer);

        await Eventually.ReachAsync("it is used", () => Task.FromResult(relay.HasUsablePeer), isUsable => isUsable);
        Assert.Equal((StorageResult?)StorageResult.Ok, (await WriteAsync(route, 2)).Answer);
        Assert.NotNull(relay.FindDbLink());
    }

    [Fact]
    [Trait("Req", "RED-3")]
    [Trait("Req", "RED-5")]
    public async Task AnotherIncarnationAtThePeersAddresses_GetsNoIo_AndPassesMessagesToTheDbOn()
    {
        var address = Reserve();
        Listen(address, Successor);
        var (route, relay) = Start(address);

        Assert.Equal(RelayResult.PeerGone, await WriteAsync(route, 1));
        await Eventually.ReachAsync("it reaches the DB", () => Task.FromResult(relay.FindDbLink()), link => link is not null);

        Assert.False(relay.HasUsablePeer);
        Assert.Equal(RelayResult.PeerGone, await WriteAsync(route, 2));
        Assert.Equal(0, Volatile.Read(ref _writesAtSuccessor));
    }

    [Fact]
    [Trait("Req", "RED-3")]
    [Trait("Req", "RED-7")]
    public async Task WhileOneInterconnectLeadsToThePeer_AnotherIncarnationAtTheOtherIsNotTaken()
    {
        var (first, second) = (Reserve(), Reserve());
        Listen(first, Peer);
        var (route, relay) = Start(first, second);
        await Eventually.ReachAsync("it is used", () => Task.FromResult(relay.HasUsablePeer), isUsable => isUsable);

        Listen(second, Successor);

        await Eventually.ReachAsync(
            "it is tried again and again", () => Task.FromResult(Volatile.Read(ref _handshakesOfSuccessor)), count => count > 2);
        Assert.Equal((StorageResult?)StorageResult.Ok, (await WriteAsync(route, 1)).Answer);
        Assert.Equal([true, false], route.Figures.Interconnects.Select(interconnect => interconnect.Connected));
        Assert.Equal(0, Volatile.Read(ref _writesAtSuccessor));
    }

    [Fact]
    [Trait("Req", "RED-7")]
    public async Task WhatIsConnectedWhenThePeerIsGone_IsClosed_TakenOrNot()
    {
        var (first, second) = (Reserve(), Reserve());
        var goOn = new TaskCompletionSource();
        Listen(first, Peer);
        Listen(second, Peer);

        // The actor is held in taking the one that comes first: the other is made, and it ends before it can take that.
        var (_, _, peer) = Start(() => goOn.Task.Wait(TestLimits.Answer), first, second);
        Watch(peer);
        await Eventually.ReachAsync("both are made", () => Task.FromResult(Volatile.Read(ref _handshakes)), count => count == 2);
        Assert.Equal(0, Volatile.Read(ref _ends));
        Sys.Stop(peer);
        goOn.SetResult();
        await ExpectTerminatedAsync(peer, TestLimits.Answer);

        await Eventually.ReachAsync("both are closed", () => Task.FromResult(Volatile.Read(ref _ends)), count => count == 2);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        lock (_made)
            _made.ForEach(made => made.Dispose());
    }

    private static Task<RelayResult> WriteAsync(PeerRoute route, ulong number) => route.RunAsync(
        new RelayRequest(new CkeFrame(CkeFrameKind.Write, 0, 0, number, 1, 0, 512, 512), default, new byte[512]),
        CancellationToken.None).WaitAsync(TestLimits.Answer);

    /// <summary>An address that nobody else gets, and that refuses connections until it is listened on.</summary>
    private Socket Reserve()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Keep(socket);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private (PeerRoute Route, IoRelay Relay) Start(params Socket[] addresses)
    {
        var (route, relay, _) = Start(() => { }, addresses);
        return (route, relay);
    }

    /// <param name="changed">Called by the actor whenever it has taken a connection.</param>
    /// <param name="addresses">Of the peer, one an interconnect.</param>
    private (PeerRoute Route, IoRelay Relay, IActorRef Peer) Start(Action changed, params Socket[] addresses)
    {
        var settings = ViosFiles.SettingsWith("io-redundancy { ping-interval = 60ms, ping-misses-max = 1000, connect-limit = 60s }");
        var interconnects = new Interconnects(
            [.. addresses.Select(_ => new IPEndPoint(IPAddress.Loopback, 0))], HandshakeOf(Origin), _ => { }, TimeProvider.System);
        Keep(interconnects);
        var relay = new IoRelay(() => false, TestLimits.Answer, TimeProvider.System);
        var route = new PeerRoute("peer", addresses.Length, true, changed, TimeProvider.System, Peer);
        relay.SetPeers([route]);
        var known = addresses.Select(address => address.LocalEndPoint!.ToString()!).ToValueList();
        var db = TestActor;
        var peer = Sys.ActorOf(Props.Create(() =>
            new PeerActor(Peer, known, route, interconnects, relay, settings.IoRedundancy, TimeProvider.System, db)));
        return (route, relay, peer);
    }

    private void Listen(Socket address, CkeParty party)
    {
        address.Listen();
        _ = AcceptAsync();

        async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    var connection = new CkeConnection(await address.AcceptAsync());
                    Keep(connection);
                    CkeConnection.StartReader(() => Serve(connection, party));
                }
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }

    private void Serve(CkeConnection connection, CkeParty party)
    {
        try
        {
            HandshakeOf(party).Accept(connection);
            Interlocked.Increment(ref _handshakes);
            if (party == Successor)
                Interlocked.Increment(ref _handshakesOfSuccessor);
            while (true)
                Answer(connection, connection.ReceiveFrame(), party);
        }
        catch (IOException)
        {
            // The other side has closed it, or the test is over.
            Interlocked.Increment(ref _ends);
        }
    }

    private void Answer(CkeConnection connection, in CkeFrame frame, CkeParty party)
    {
        connection.Skip(frame.PayloadLength);
        if (frame.Kind == CkeFrameKind.Ping)
        {
            connection.Send(new CkeFrame(CkeFrameKind.Pong, CkeFrame.Set, 0, frame.Request, 0, 0, 0, 0));
            return;
        }

        if (party == Successor)
            Interlocked.Increment(ref _writesAtSuccessor);
        connection.Send(new CkeFrame(CkeFrameKind.Answer, 0, (byte)StorageResult.Ok, frame.Request, frame.Lu, 0, frame.Count, 0));
    }

    private static CkeHandshake HandshakeOf(CkeParty party) => new(party, new byte[32], RandomNumberGenerator.Create());

    private void Keep(IDisposable made)
    {
        lock (_made)
            _made.Add(made);
    }
}
