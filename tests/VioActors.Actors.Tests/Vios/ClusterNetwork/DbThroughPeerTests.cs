using System.Net;
using System.Security.Cryptography;
using Akka.Actor;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.Cke.Serving;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
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
    public async Task WhenTheDbSaysThatItStoresNothing_WhatFollowsGoesThroughThePeer_UntilItStoresAgain()
    {
        var (db, dbOfPeer, part) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var network = await StartAsync(db, dbOfPeer, new SteppedClock());
        network.Tell(new SubscribeVios(Origin.Vios), part);
        await db.ExpectMsgAsync<SubscribeVios>();
        var subscribed = db.LastSender;
        subscribed.Tell(new DbWritesAnnounced("", "disk full"));
        await ReachAsync(
            network, "it takes the peer", report => report is { WriteProblem: "disk full", IsSilent: false, Through: "peer" });

        var asking = network.Ask<object>(new GetViosDevices(Origin.Vios), TestLimits.Answer);
        await dbOfPeer.ExpectMsgAsync<GetViosDevices>();
        dbOfPeer.Reply(Answer);
        Assert.Equal(Answer, await asking);

        // What the DB of the peer says of itself is for the peer, and what its own says is for the way.
        network.Tell(new SubscribeVios(Origin.Vios), part);
        await dbOfPeer.ExpectMsgAsync<SubscribeVios>();
        dbOfPeer.LastSender.Tell(new DbWritesAnnounced("", null));
        dbOfPeer.LastSender.Tell(new DevicesAnnounced(Origin.Vios, ObjectVersion.First));
        await part.ExpectMsgAsync<DevicesAnnounced>();
        Assert.Equal("peer", (await network.Ask<ClusterNetworkReport>(GetClusterNetworkReport.Instance, TestLimits.Answer)).Through);

        subscribed.Tell(new DbWritesAnnounced("", null));
        await ReachAsync(network, "it takes its own way", report => report is { WriteProblem: null, Through: null });
        network.Tell(new GetViosDevices(Peer.Vios), part);
        Assert.Equal(Peer.Vios, (await db.ExpectMsgAsync<GetViosDevices>()).Vios);
    }

    [Fact]
    public async Task ThatNothingIsStored_HoldsForAllProcessesThatSaySo_IsAskedForWhenTheyAreQuiet_AndForgottenIfTheyStayQuiet()
    {
        var (db, clock) = (CreateTestProbe(), new SteppedClock());
        var state = new ClusterNetworkState();
        var network = Sys.ActorOf(Props.Create(() => new ClusterNetworkActor(Origin.Vios, db, state, clock)));
        network.Tell(new SubscribeVios(Origin.Vios), TestActor);
        await db.ExpectMsgAsync<SubscribeVios>();
        var subscribed = db.LastSender;
        subscribed.Tell(new DbWritesAnnounced("a:1", "read-only"));
        subscribed.Tell(new DbWritesAnnounced("b:2", "disk full"));
        await ReachAsync(network, "both are known", report => report is { WriteProblem: "a:1: read-only (1 more)", Through: null });
        subscribed.Tell(new DbWritesAnnounced("a:1", null));
        await ReachAsync(network, "one is well", report => report is { WriteProblem: "b:2: disk full" });
        Assert.True(state.IsLost);

        // Without a peer everything takes the own way.
        network.Tell(new GetViosDevices(Peer.Vios), TestActor);
        await db.ExpectMsgAsync<GetViosDevices>();

        clock.Advance(TimeSpan.FromSeconds(4));
        await db.ExpectMsgAsync<SubscribeVios>();
        db.LastSender.Tell(new DbWritesAnnounced("b:2", "still full"));
        await ReachAsync(network, "it has heard", report => report is { WriteProblem: "b:2: still full" });
        clock.Advance(TimeSpan.FromMinutes(1));
        await ReachAsync(network, "it is forgotten", report => report is { WriteProblem: null });
        Assert.False(state.IsLost);
    }

    [Fact]
    public async Task AQuestionThatAloneIsNotAnswered_IsAskedThroughThePeerToo_AndTheOwnWayIsKeptForTheOthers()
    {
        var late = new Rejected(RejectionCode.Busy, "through the peer");
        var (db, dbOfPeer) = (Sys.ActorOf(Props.Create(() => new PartlyMuteDb(null))), Sys.ActorOf(Props.Create(() =>
            new PartlyMuteDb(late))));
        var network = await StartAsync(db, dbOfPeer);
        var asking = network.Ask<object>(new GetCluster(), TestLimits.Answer);

        // The others are answered all the while.
        await Eventually.ReachAsync(
            "it is answered",
            async () =>
            {
                Assert.Equal(Answer, await network.Ask<object>(new GetViosDevices(Origin.Vios), TestLimits.Answer));
                return asking.IsCompleted;
            },
            isAnswered => isAnswered);
        Assert.Equal(late, await asking);
        var report = await network.Ask<ClusterNetworkReport>(GetClusterNetworkReport.Instance, TestLimits.Answer);
        Assert.InRange(report.PassedOn, 1, long.MaxValue);
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

    [Fact]
    [Trait("Req", "REG-2")]
    public async Task AViosThatStartsWhileItIsCutOff_RegistersThroughAPeerOfItsLocalStore_AndGoesOnThroughIt()
    {
        using var files = new ViosFiles();
        var (db, dbOfPeer) = (CreateTestProbe(), CreateTestProbe());
        var address = Serve(Make(Peer), dbOfPeer).Addresses[0];
        var settings = ViosFiles.SettingsWith(
            "io-redundancy.interconnects = [\"127.0.0.1:0\"], registration { answer-timeout = 200 ms, retry-count-max = 1000 }");
        var definition = files.Define(db, CreateTestProbe(), settings, new FakeTransport());
        var cluster = Cluster(Node(definition.Vios, 1, "127.0.0.1:1"), Node(new VioUuid(Guid.NewGuid()), 3, "127.0.0.1:1"),
            Node(Peer.Vios, 2, address));
        definition.LocalStore.Apply(cluster);

        var vios = Sys.ActorOf(Props.Create(() => new ViosActor(definition)));
        vios.Tell(new CutClusterNetwork(true), ActorRefs.NoSender);
        var registration = await dbOfPeer.FishForMessageAsync<RegisterVios>(_ => true, TestLimits.Answer);
        dbOfPeer.Reply(new ViosRegistered(cluster with { Version = cluster.Version.Next() }));

        Assert.Equal((definition.Vios, cluster.Version), (registration.Registration.Vios, registration.KnownVersion));
        Assert.Equal(definition.Vios, (await dbOfPeer.FishForMessageAsync<SubscribeVios>(_ => true, TestLimits.Answer)).Vios);
        Assert.Equal(ViosFiles.Pool, (await dbOfPeer.FishForMessageAsync<GetPool>(_ => true, TestLimits.Answer)).Pool);
        Assert.Equal("vios2", (await vios.Ask<ClusterNetworkReport>(GetClusterNetworkReport.Instance, TestLimits.Answer)).Through);
        Sys.Stop(vios);
        Watch(vios);
        await ExpectTerminatedAsync(vios);
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

    /// <param name="clock">Of the way; null: it goes as usual.</param>
    private async Task<IActorRef> StartAsync(IActorRef db, IActorRef dbOfPeer, TimeProvider? clock = null)
    {
        var (from, to) = (Make(Origin), Serve(Make(Peer), dbOfPeer));
        var (state, time) = (new ClusterNetworkState(), TimeProvider.System);
        var own = clock ?? time;
        var network = Sys.ActorOf(Props.Create(() => new ClusterNetworkActor(Origin.Vios, db, state, own)));
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

    private Interconnects Serve(Interconnects of, IActorRef db)
    {
        var state = _stateOfPeer;
        var forPeers = new DbForPeers(state, Sys.ActorOf(Props.Create(() => new PeerDbActor(db, state))));
        var requests = new PeerRequests(
            ActorRefs.Nobody, TimeSpan.FromSeconds(1), (_, _) => Task.FromResult(RelayResult.PeerGone));
        of.Serve((connection, origin, _) => new ServedConnection(connection, origin, requests, () => true, forPeers).Run());
        return of;
    }

    private static ClusterNode Node(VioUuid vios, int partition, string interconnect)
    {
        var drc = new DrcName(ViosFiles.Cec, new PartitionId(partition), null);
        return new ClusterNode(
            new NodeDefinition(vios, $"vios{partition}", drc), NodeStatus.Active,
            new ViosRegistration(vios, $"vios{partition}", drc, 1, "", [], [], [], [interconnect]), "", DateTimeOffset.UnixEpoch,
            ObjectVersion.First);
    }

    private static ClusterData Cluster(params ClusterNode[] nodes) => new(
        ClusterName.Parse("dev"), ObjectVersion.First, nodes.OrderBy(node => node.Vios).ToValueList(), [],
        nodes.Select(node => node.Vios).Order().ToValueList(), PrimaryOffice.Vacant);

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

    /// <summary>What it has of the devices of VIOSes can be read.</summary>
    private sealed class PartlyMuteDb : ReceiveActor
    {
        /// <param name="other">Answer to everything else; null: there is none.</param>
        public PartlyMuteDb(Rejected? other)
        {
            Receive<GetViosDevices>(_ => Sender.Tell(Answer));
            ReceiveAny(_ =>
            {
                if (other is not null)
                    Sender.Tell(other);
            });
        }
    }
}
