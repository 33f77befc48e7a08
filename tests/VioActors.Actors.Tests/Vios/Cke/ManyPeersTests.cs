using System.Net;
using System.Security.Cryptography;
using Akka.Actor;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.Cke.Serving;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.Vios.Cke;

/// <summary>A VIOS among more members than it keeps connections to.</summary>
public sealed class ManyPeersTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly ViosFiles _files = new();
    private readonly List<IDisposable> _made = [];

    public ManyPeersTests()
        : base(TestConfigurations.Actors)
    {
    }

    [Fact]
    [Trait("Req", "RED-6")]
    public void TheOwnCecComesFirst_AndEveryMemberIsABestPeerOfAFewOthers()
    {
        var cluster = ClusterOf([.. Enumerable.Range(1, 400).Select(number => Node(number, cec: number / 2, "127.0.0.1:1"))]);
        var chosen = new Dictionary<VioUuid, int>();
        foreach (var node in cluster.Nodes)
        {
            var ranked = PeerRanks.Of(cluster, node.Vios, node.Definition.Drc.Cec);
            Assert.Equal(399, ranked.Count);
            var near = cluster.Nodes.Count(other => other.Definition.Drc.Cec == node.Definition.Drc.Cec) - 1;
            Assert.Equal(near, ranked.TakeWhile(peer => peer.OnOwnCec).Count());
            foreach (var peer in ranked.Take(8))
                chosen[peer.Party.Vios] = chosen.GetValueOrDefault(peer.Party.Vios) + 1;
        }

        Assert.Equal(400, chosen.Count);
        Assert.InRange(chosen.Values.Max(), 8, 30);
    }

    [Fact]
    public void OnlyActiveMembersThatCanBeReached_ArePeers()
    {
        var cluster = ClusterOf(
            Node(1, 1, "127.0.0.1:1"), Node(2, 1, "127.0.0.1:1"), Node(3, 1, "127.0.0.1:1", NodeStatus.Stopped), Node(4, 1));
        Assert.Equal([Id(2)], PeerRanks.Of(cluster, Id(1), CecOf(1)).Select(peer => peer.Party.Vios));
    }

    [Fact]
    [Trait("Req", "RED-6")]
    public async Task WhileTheBestPeersHaveNoFabric_ItConnectsToOthers_AndLetsThemGoAfterwards()
    {
        var fabricOfBest = false;
        var self = Party(99);
        var members = new List<ClusterNode>();
        var unreachable = ClusterOf([.. Enumerable.Range(1, 40).Select(number => Node(number, number, "127.0.0.1:1"))]);
        var best = PeerRanks.Of(unreachable, self.Vios, CecOf(99)).Take(2).Select(peer => peer.Party.Vios).ToHashSet();
        foreach (var number in Enumerable.Range(1, 40))
        {
            Func<bool> hasFabric = best.Contains(Id(number)) ? () => Volatile.Read(ref fabricOfBest) : () => true;
            members.Add(Node(number, number, Serve(Party(number), hasFabric).Addresses[0]));
        }

        var settings = ViosFiles.SettingsWith(
            "io-redundancy { peers-kept = 2, connect-limit = 100ms, ping-interval = 10ms, ping-misses-max = 1000 }");
        var definition = _files.Define(ActorRefs.Nobody, ActorRefs.Nobody, settings, new FakeTransport());
        definition = definition with { Vios = self.Vios, Drc = new DrcName(CecOf(99), new PartitionId(1), null) };
        var relay = new IoRelay(() => true, TimeSpan.FromSeconds(1), TimeProvider.System);
        var cke = ActorOf(Props.Create(() => new CkeActor(definition, Make(self), relay, TestActor)), "cke");
        cke.Tell(new MeetPeers(ClusterOf([.. members])));

        var report = await ReachAsync(cke, "two others are there", report => report.Peers.Count(peer => peer.Figures.FabricUp) >= 2);
        Assert.InRange(report.Peers.Count, 4, 39);
        Assert.True(relay.HasUsablePeer);

        Volatile.Write(ref fabricOfBest, true);
        report = await ReachAsync(cke, "only the best are left", report => report.Peers.Count == 2);
        Assert.Equal(best.Select(vios => $"vios-{vios}").Order(), report.Peers.Select(peer => peer.Name).Order());
        await ReachAsync(cke, "both can run I/O", report => report.Peers.All(peer => peer.Figures.FabricUp));
        await StopAsync(cke);
        definition.LocalStore.Dispose();
    }

    [Fact]
    [Trait("Req", "RED-3")]
    public async Task APeerWithARequestOnItsWay_IsNotLetGo_AndOneLetGoTakesNone()
    {
        var route = new PeerRoute("peer", 1, true, () => { }, TimeProvider.System);
        var write = route.RunAsync(
            new RelayRequest(new CkeFrame(CkeFrameKind.Write, 0, 0, 1, 1, 0, 512, 512), default, new byte[512]), CancellationToken.None);
        Assert.False(route.TryRetire());
        Assert.False(write.IsCompleted);
        route.Fence();
        Assert.Equal(RelayResult.PeerGone, await write.WaitAsync(TestLimits.Answer));

        var other = new PeerRoute("other", 1, true, () => { }, TimeProvider.System);
        Assert.True(other.TryRetire());
        var late = other.RunAsync(
            new RelayRequest(new CkeFrame(CkeFrameKind.Write, 0, 0, 2, 1, 0, 512, 512), default, new byte[512]), CancellationToken.None);
        Assert.Equal(RelayResult.PeerGone, await late.WaitAsync(TestLimits.Answer));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _made.ForEach(made => made.Dispose());
        _files.Dispose();
    }

    private static CkeParty Party(int number) => new(Id(number), 1);

    private static VioUuid Id(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private static CecId CecOf(int number) => CecId.Parse($"9009.42A.{number:D7}");

    private static ClusterNode Node(int number, int cec, string? address = null, NodeStatus status = NodeStatus.Active)
    {
        var drc = new DrcName(CecOf(cec), new PartitionId(1 + (number % 2)), null);
        var registration = new ViosRegistration(
            Id(number), $"vios-{Id(number)}", drc, 1, "", [], [], [], address is null ? [] : [address]);
        return new ClusterNode(
            new NodeDefinition(Id(number), $"vios-{Id(number)}", drc), status, registration, "", DateTimeOffset.UnixEpoch,
            ObjectVersion.First);
    }

    private static ClusterData ClusterOf(params ClusterNode[] nodes) => new(
        ClusterName.Parse("dev"), ObjectVersion.First, nodes.ToValueList(), [], [], PrimaryOffice.Vacant);

    private static Task<CkeReport> ReachAsync(IActorRef cke, string what, Func<CkeReport, bool> isReached) =>
        Eventually.ReachAsync(what, () => cke.Ask<CkeReport>(GetCkeReport.Instance, TestLimits.Answer), isReached);

    private async Task StopAsync(IActorRef actor)
    {
        Watch(actor);
        Sys.Stop(actor);
        await ExpectTerminatedAsync(actor);
    }

    private Interconnects Serve(CkeParty party, Func<bool> hasFabric)
    {
        var made = Make(party);
        var requests = new PeerRequests(
            ActorRefs.Nobody, TimeSpan.FromSeconds(1), (_, _) => Task.FromResult(RelayResult.PeerGone));
        made.Serve((connection, origin, _) => new ServedConnection(connection, origin, requests, hasFabric).Run());
        return made;
    }

    private Interconnects Make(CkeParty party)
    {
        var made = new Interconnects(
            [new IPEndPoint(IPAddress.Loopback, 0)], new CkeHandshake(party, new byte[32], RandomNumberGenerator.Create()), _ => { },
            TimeProvider.System);
        _made.Add(made);
        return made;
    }
}
