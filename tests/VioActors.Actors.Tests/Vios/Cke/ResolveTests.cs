using System.Net;
using System.Security.Cryptography;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.Cke.Serving;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Storage;

namespace VioActors.Actors.Tests.Vios.Cke;

/// <summary>
/// A write that was on its way to a peer which cannot be reached any more, and a third VIOS that still reaches it (RED-3).
/// </summary>
[Trait("Req", "RED-3")]
public sealed class ResolveTests : IDisposable
{
    private static readonly LuUdid Lu = LuUdid.From(new Guid(9, 9, 9, new byte[8]));
    private static readonly CkeParty Origin = PartyOf(1);
    private static readonly CkeParty Peer = PartyOf(2);
    private static readonly CkeParty Third = PartyOf(3);
    private readonly RepeatFilter _ofPeer = new();
    private readonly TaskCompletionSource<CkeFrame> _atPeer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IDisposable> _made = [];
    private int _runs;
    private int _writesAtThird;

    [Fact]
    public async Task AWriteThatThePeerRan_EndsWithItsResult_AndRunsNowhereElse()
    {
        var (relay, link) = await ThreeAsync();
        var writing = WriteAsync(relay);
        var frame = await _atPeer.Task.WaitAsync(TestLimits.Answer);
        await RunAtPeerAsync(frame.Request);
        link.End("the test breaks it");
        Assert.Equal(StorageResult.Ok, await writing);
        Assert.Equal((1, 0), (_runs, _writesAtThird));
    }

    [Fact]
    public async Task AWriteThatThePeerHasNotRun_GoesToTheNext_AndIsRefusedWhenItComesAfterAll()
    {
        var (relay, link) = await ThreeAsync();
        var writing = WriteAsync(relay);
        var frame = await _atPeer.Task.WaitAsync(TestLimits.Answer);
        link.End("the test breaks it");
        Assert.Equal(StorageResult.Ok, await writing);
        Assert.Equal(StorageResult.PathLost, await RunAtPeerAsync(frame.Request));
        Assert.Equal((0, 1), (_runs, _writesAtThird));
    }

    [Fact]
    public void AQuestion_ComesBackAsItWas_AndOneThatNamesNobodyIsRefused()
    {
        var question = new ResolveQuestion(Peer, 0x1122334455667788);
        Assert.Equal(question, ResolveQuestion.Read(question.ToBytes()));
        Assert.Throws<CkeProtocolException>(() => ResolveQuestion.Read(new byte[ResolveQuestion.SizeBytes]));
    }

    public void Dispose() => _made.ForEach(made => made.Dispose());

    private static CkeParty PartyOf(int number) => new(new VioUuid(new Guid(number, 0, 0, new byte[8])), number);

    private static Task<StorageResult?> WriteAsync(IoRelay relay) =>
        relay.WriteAsync(null, Lu, 0, new byte[512], false, false, CancellationToken.None).WaitAsync(TestLimits.Answer);

    private ValueTask<StorageResult> RunAtPeerAsync(ulong number) => _ofPeer.RunOnce(number, StorageResult.Ok, result =>
    {
        _runs++;
        return new(result);
    });

    /// <summary>The peer takes the write and never answers it; the third reaches the peer.</summary>
    private async Task<(IoRelay Relay, PeerLink Link)> ThreeAsync()
    {
        var relay = new IoRelay(() => false, TestLimits.Answer, TimeProvider.System);
        var (peer, link) = await RouteAsync(relay, Peer, onOwnCec: true, (connection, frame) =>
        {
            connection.Skip(frame.PayloadLength);
            _atPeer.TrySetResult(frame);
            return Task.CompletedTask;
        });
        var (third, _) = await RouteAsync(relay, Third, onOwnCec: false, AnswerAtThirdAsync);
        relay.SetPeers([peer, third]);
        return (relay, link);
    }

    private async Task AnswerAtThirdAsync(CkeConnection connection, CkeFrame frame)
    {
        var payload = new byte[frame.PayloadLength];
        connection.Receive(payload);
        var (flags, result) = ((byte)0, StorageResult.Ok);
        if (frame.Kind == CkeFrameKind.Resolve)
        {
            var question = ResolveQuestion.Read(payload);
            Assert.Equal((Peer, (byte)1), (question.Party, frame.Flags));
            (flags, result) = (CkeFrame.Set, await _ofPeer.Resolve(question.Number));
        }
        else
        {
            _writesAtThird++;
        }

        connection.Send(new CkeFrame(CkeFrameKind.Answer, flags, (byte)result, frame.Request, 0, 0, 0, 0));
    }

    private async Task<(PeerRoute Route, PeerLink Link)> RouteAsync(
        IoRelay relay, CkeParty party, bool onOwnCec, Func<CkeConnection, CkeFrame, Task> serve)
    {
        var (from, to) = (Make(Origin), Make(party));
        to.Serve(async (connection, _, _) =>
        {
            while (true)
                await serve(connection, connection.ReceiveFrame());
        });
        var route = new PeerRoute($"{party.Incarnation}", 1, onOwnCec, () => { }, TimeProvider.System, party, relay.ResolveAsync);
        var connection = await from.ConnectAsync(0, IPEndPoint.Parse(to.Addresses[0]), party.Vios, CancellationToken.None);
        var link = new PeerLink(0, connection, route, TimeProvider.System);
        link.Start();
        route.NotePong(0, TimeSpan.FromMilliseconds(1), fabricUp: true);
        return (route, link);
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
