using System.Net;
using System.Security.Cryptography;
using Akka.Actor;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.Cke.Serving;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.Vios.ClusterNetwork;

/// <summary>One VIOS whose way to the VIOS DB is lost, and a peer over a real interconnect (RED-5).</summary>
[Trait("Req", "RED-5")]
public sealed class DbThroughPeerTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly CkeParty Origin = new(new VioUuid(new Guid(1, 0, 0, new byte[8])), 1);
    private static readonly CkeParty Peer = new(new VioUuid(new Guid(2, 0, 0, new byte[8])), 1);
    private static readonly Rejected Answer = new(RejectionCode.NotFound, "There is no such VIOS.");
    private readonly List<IDisposable> _made = [];
    private readonly ClusterNetworkState _stateOfPeer = new();
    private PeerLink _link = null!;

    public DbThroughPeerTests()
        : base(TestConfigurations.Actors)
    {
    }

    [Fact]
    public async Task WhileItIsCut_QuestionsAndNewsGoThroughThePeer_EachToTheOneThatItIsFor()
    {
        var (db, dbOfPeer, part) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var network = await StartAsync(db, dbOfPeer);
        Assert.Equal("peer", (await CutAsync(network, true)).Through);

        network.Tell(new SubscribeVios(Origin.Vios), part);
        await dbOfPeer.ExpectMsgAsync<SubscribeVios>();
        var subscribed = dbOfPeer.LastSender;
        var asking = network.Ask<object>(new GetViosDevices(Origin.Vios), TestLimits.Answer);
        await dbOfPeer.ExpectMsgAsync<GetViosDevices>();
        dbOfPeer.Reply(Answer);
        Assert.Equal(Answer, await asking);
        subscribed.Tell(new DevicesAnnounced(Origin.Vios, ObjectVersion.First));
        subscribed.Tell(new DevicesAnnounced(Origin.Vios, ObjectVersion.First));
        await part.ExpectMsgAsync<DevicesAnnounced>();
        await part.ExpectMsgAsync<DevicesAnnounced>();

        // Nothing of all that came by the own way, and nothing comes to the peer any more.
        Assert.Null((await CutAsync(network, false)).Through);
        network.Tell(new GetViosDevices(Peer.Vios), part);
        Assert.Equal(Peer.Vios, (await db.ExpectMsgAsync<GetViosDevices>()).Vios);
        Watch(subscribed);
        await ExpectTerminatedAsync(subscribed);
    }

    [Fact]
    public async Task WhenTheDbDoesNotAnswerAnyMore_WhatIsAskedNextGoesThroughThePeer_AndTheOwnWayIsTakenWhenItAnswersAgain()
    {
        var dbOfPeer = CreateTestProbe();
        var db = Sys.ActorOf(Props.Create(() => new MuteDb()));
        var network = await StartAsync(db, dbOfPeer);
        var unanswered = network.Ask<object>(new GetViosDevices(Origin.Vios), TestLimits.Answer);
        await ReachAsync(network, "it takes the peer", report => report is { IsSilent: true, IsCut: false, Through: "peer" });

        var asking = network.Ask<object>(new GetViosDevices(Origin.Vios), TestLimits.Answer);
        await dbOfPeer.ExpectMsgAsync<GetViosDevices>();
        dbOfPeer.Reply(Answer);
        Assert.Equal(Answer, await asking);

        db.Tell("speak");
        await ReachAsync(network, "it takes its own way", report => report is { IsSilent: false, Through: null });
        Assert.Equal(Answer, await network.Ask<object>(new GetViosDevices(Origin.Vios), TestLimits.Answer));
        Assert.False(unanswered.IsCompleted);
    }

    [Fact]
    public async Task APeerThatHasLostItsWayToo_PassesNothingOn_AndIsNotTaken()
    {
        var (db, dbOfPeer) = (CreateTestProbe(), CreateTestProbe());
        var network = await StartAsync(db, dbOfPeer);
        _stateOfPeer.IsCut = true;
        _link.SendDb(0, DbFrameUse.News, Encoded(new GetViosDevices(Origin.Vios)));
        _link.Ping(true);
        await Eventually.ReachAsync("the peer says so", () => Task.FromResult(_link.Route.ReachesDb), reaches => !reaches);
        Assert.Null((await CutAsync(network, true)).Through);
        var dropped = (await CutAsync(network, true)).Dropped;
        network.Tell(new GetViosDevices(Origin.Vios), TestActor);
        Assert.Equal(dropped + 1, (await CutAsync(network, true)).Dropped);

        _stateOfPeer.IsCut = false;
        _link.SendDb(0, DbFrameUse.News, Encoded(new GetViosDevices(Peer.Vios)));
        Assert.Equal(Peer.Vios, (await dbOfPeer.ExpectMsgAsync<GetViosDevices>()).Vios);
    }

    [Fact]
    public async Task WhatIsNoMessage_IsNotPassedOn_AndHarmsNothing()
    {
        var dbOfPeer = CreateTestProbe();
        await StartAsync(CreateTestProbe(), dbOfPeer);
        _link.SendDb(1, DbFrameUse.Question, []);
        _link.SendDb(2, DbFrameUse.Question, [0xFF, 0xFF, 1]);
        _link.SendDb(3, DbFrameUse.Question, [0, 3, .. "no."u8, 1, 2, 3]);
        _link.SendDb(0, DbFrameUse.News, Encoded(new GetViosDevices(Peer.Vios)));
        Assert.Equal(Peer.Vios, (await dbOfPeer.ExpectMsgAsync<GetViosDevices>()).Vios);
        Assert.False(_link.HasEnded);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _made.ForEach(made => made.Dispose());
    }

    private static Task<ClusterNetworkReport> CutAsync(IActorRef network, bool cut) =>
        network.Ask<ClusterNetworkReport>(new CutClusterNetwork(cut), TestLimits.Answer);

    private static Task<ClusterNetworkReport> ReachAsync(IActorRef network, string what, Func<ClusterNetworkReport, bool> isReached) =>
        Eventually.ReachAsync(
            what, () => network.Ask<ClusterNetworkReport>(GetClusterNetworkReport.Instance, TestLimits.Answer), isReached);

    private byte[] Encoded(IDomainMessage message) => DbMessageCodec.Of(Sys)!.Encode(message)!;

    private async Task<IActorRef> StartAsync(IActorRef db, IActorRef dbOfPeer)
    {
        var (from, to) = (Make(Origin), Make(Peer));
        var (state, stateOfPeer, time) = (new ClusterNetworkState(), _stateOfPeer, TimeProvider.System);
        var forPeers = new DbForPeers(stateOfPeer, Sys.ActorOf(Props.Create(() => new PeerDbActor(dbOfPeer, stateOfPeer))));
        var requests = new PeerRequests(
            ActorRefs.Nobody, TimeSpan.FromSeconds(1), (_, _) => Task.FromResult(RelayResult.PeerGone));
        to.Serve((connection, origin, _) => new ServedConnection(connection, origin, requests, () => true, forPeers).Run());
        var network = Sys.ActorOf(Props.Create(() => new ClusterNetworkActor(Origin.Vios, db, state, time)));
        var route = new PeerRoute("peer", 1, true, () => { }, time, Peer);
        var connection = await from.ConnectAsync(0, IPEndPoint.Parse(to.Addresses[0]), Peer.Vios, CancellationToken.None);
        _link = new PeerLink(0, connection, route, time, answered => network.Tell(answered, ActorRefs.NoSender));
        _link.Start();
        _link.Ping(true);
        await Eventually.ReachAsync("the peer answers", () => Task.FromResult(route.ReachesDb), reaches => reaches);
        var relay = new IoRelay(() => true, TestLimits.Answer, time);
        relay.SetPeers([route]);
        network.Tell(new DbThroughPeers(relay));
        return network;
    }

    private Interconnects Make(CkeParty party)
    {
        var made = new Interconnects(
            [new IPEndPoint(IPAddress.Loopback, 0)], new CkeHandshake(party, new byte[32], RandomNumberGenerator.Create()), _ => { },
            TimeProvider.System);
        _made.Add(made);
        return made;
    }

    /// <summary>Answers nothing until it is told to.</summary>
    private sealed class MuteDb : ReceiveActor
    {
        private bool _speaks;

        public MuteDb()
        {
            Receive<string>(_ => _speaks = true);
            Receive<IDomainMessage>(_ =>
            {
                if (_speaks)
                    Sender.Tell(Answer);
            });
        }
    }
}
