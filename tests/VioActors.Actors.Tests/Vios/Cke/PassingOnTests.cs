using System.Net;
using System.Security.Cryptography;
using Akka.Actor;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.Cke.Serving;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Actors.Vios.LogicalUnits;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Storage;

namespace VioActors.Actors.Tests.Vios.Cke;

/// <summary>
/// Three VIOSes in a row, over real sockets: what the first sends to the second, and what of it the third gets. The second cannot run
/// anything itself, and takes the third for a peer that can.
/// </summary>
[Trait("Req", "RED-6")]
public sealed class PassingOnTests : Akka.TestKit.Xunit2.TestKit
{
    private const ulong OldWrite = 77;
    private static readonly CkeParty First = PartyOf(1);
    private static readonly CkeParty Second = PartyOf(2);
    private static readonly CkeParty Third = PartyOf(3);
    private readonly List<CkeFrame> _atThird = [];
    private readonly List<IDisposable> _made = [];

    public PassingOnTests()
        : base(TestConfigurations.Actors)
    {
    }

    [Fact]
    public async Task IoThatWasPropagatedOnce_IsAnsweredThere_AndNotPassedOn()
    {
        var second = await ThreeAsync();
        foreach (var kind in new[] { CkeFrameKind.Read, CkeFrameKind.Write, CkeFrameKind.Flush })
        {
            var read = kind == CkeFrameKind.Read ? new byte[512] : [];
            var written = kind == CkeFrameKind.Write ? new byte[512] : [];
            var frame = new CkeFrame(kind, 0, 0, (ulong)kind, 1, 0, kind == CkeFrameKind.Flush ? 0 : 512, written.Length);
            Assert.Equal((StorageResult?)StorageResult.NotReady, (await RunAsync(second, frame, read, written)).Answer);
        }

        Assert.Empty(FramesAtThird());
    }

    [Theory]
    [Trait("Req", "RED-3")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(byte.MaxValue)]
    public async Task AQuestion_IsPassedOnOnce_AndGoesNoFurtherFromThere(byte budget)
    {
        var second = await ThreeAsync();
        var said = await RunAsync(second, QuestionOf(budget), [], new ResolveQuestion(Third, OldWrite).ToBytes());
        Assert.True(said.IsResolved);
        var passed = Assert.Single(FramesAtThird());
        Assert.Equal((CkeFrameKind.Resolve, (byte)0), (passed.Kind, passed.Flags));
    }

    [Fact]
    [Trait("Req", "RED-3")]
    public async Task AQuestionWithoutBudget_IsAnsweredFromWhatIsKnownThere()
    {
        var second = await ThreeAsync();
        var said = await RunAsync(second, QuestionOf(0), [], new ResolveQuestion(First, OldWrite).ToBytes());
        Assert.Equal((true, (StorageResult?)StorageResult.PathLost), (said.IsResolved, said.Answer));
        Assert.Empty(FramesAtThird());
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _made.ForEach(made => made.Dispose());
    }

    private static CkeParty PartyOf(int number) => new(new VioUuid(new Guid(number, 0, 0, new byte[8])), number);

    private static CkeFrame QuestionOf(byte budget) =>
        new(CkeFrameKind.Resolve, budget, 0, 5, 0, 0, ResolveQuestion.SizeBytes, ResolveQuestion.SizeBytes);

    private static Task<RelayResult> RunAsync(PeerRoute route, CkeFrame frame, byte[] destination, byte[] source) =>
        route.RunAsync(new RelayRequest(frame, destination, source), CancellationToken.None).WaitAsync(TestLimits.Answer);

    /// <summary>The way from the first to the second.</summary>
    private async Task<PeerRoute> ThreeAsync()
    {
        var (ofSecond, ofThird) = (Make(Second), Make(Third));
        ofThird.Serve((connection, _, _) =>
        {
            while (true)
                AnswerAtThird(connection, connection.ReceiveFrame());
        });
        var relay = new IoRelay(() => false, TestLimits.Answer, TimeProvider.System);
        relay.SetPeers([await RouteAsync(ofSecond, ofThird, Third)]);
        Assert.True(relay.HasUsablePeer);
        var requests = new PeerRequests(Sys.ActorOf(Props.Create(() => new NoUnits())), TestLimits.Answer, relay.ForwardAsync);
        ofSecond.Serve((connection, origin, _) => new ServedConnection(connection, origin, requests, () => true).Run());
        return await RouteAsync(Make(First), ofSecond, Second);
    }

    private static async Task<PeerRoute> RouteAsync(Interconnects from, Interconnects to, CkeParty party)
    {
        var route = new PeerRoute($"{party.Incarnation}", 1, true, () => { }, TimeProvider.System, party);
        var connection = await from.ConnectAsync(0, IPEndPoint.Parse(to.Addresses[0]), party.Vios, CancellationToken.None);
        new PeerLink(0, connection, route, TimeProvider.System).Start();
        route.NotePong(0, TimeSpan.FromMilliseconds(1), fabricUp: true);
        return route;
    }

    private void AnswerAtThird(CkeConnection connection, in CkeFrame frame)
    {
        connection.Skip(frame.PayloadLength);
        lock (_atThird)
            _atThird.Add(frame);
        connection.Send(new CkeFrame(CkeFrameKind.Answer, CkeFrame.Set, (byte)StorageResult.Ok, frame.Request, frame.Lu, 0, 0, 0));
    }

    private List<CkeFrame> FramesAtThird()
    {
        lock (_atThird)
            return [.. _atThird];
    }

    private Interconnects Make(CkeParty party)
    {
        var made = new Interconnects(
            [new IPEndPoint(IPAddress.Loopback, 0)], new CkeHandshake(party, new byte[32], RandomNumberGenerator.Create()), _ => { },
            TimeProvider.System);
        _made.Add(made);
        return made;
    }

    private sealed class NoUnits : ReceiveActor
    {
        public NoUnits() => Receive<AttachLu>(attach => Sender.Tell(new LuNotAttached(attach.Lu, "it is not reached from here")));
    }
}
