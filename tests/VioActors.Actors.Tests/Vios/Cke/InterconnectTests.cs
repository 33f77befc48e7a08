using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.Cke.Serving;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Storage;

namespace VioActors.Actors.Tests.Vios.Cke;

/// <summary>Two sides over real sockets on loopback.</summary>
public sealed class InterconnectTests : IDisposable
{
    private static readonly CkeParty Origin = new(new VioUuid(new Guid(1, 0, 0, new byte[8])), 1);
    private static readonly CkeParty Peer = new(new VioUuid(new Guid(2, 0, 0, new byte[8])), 1);
    private readonly List<string> _warnings = [];
    private readonly List<IDisposable> _made = [];

    [Fact]
    public async Task ConnectingWithAnotherSecret_IsRefusedOnBothSides_AndSaysWhy()
    {
        var peer = Make(Peer, secret: 1);
        var served = false;
        peer.Serve((_, _, _) =>
        {
            served = true;
            return Task.CompletedTask;
        });
        await Assert.ThrowsAnyAsync<IOException>(() => ConnectAsync(Make(Origin, secret: 2), peer));
        await Eventually.ReachAsync("it is told", () => Task.FromResult(Warnings()), warnings => warnings.Count == 1);
        Assert.Contains("does not know the secret", Warnings()[0], StringComparison.Ordinal);
        Assert.False(served);
    }

    [Fact]
    public async Task AVIOSOfAnotherIdentity_IsNotTakenForThePeer()
    {
        var peer = Make(new CkeParty(new VioUuid(new Guid(3, 0, 0, new byte[8])), 1), secret: 1);
        var refused = await Assert.ThrowsAsync<CkeProtocolException>(() => ConnectAsync(Make(Origin, secret: 1), peer));
        Assert.Contains("is expected", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GarbageInsteadOfAHandshake_EndsTheConnection()
    {
        var peer = Make(Peer, secret: 1);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(peer.Addresses[0]));
        await socket.SendAsync(Enumerable.Repeat((byte)0xA5, 4096).ToArray());
        using var limit = new CancellationTokenSource(TestLimits.Answer);
        var end = await Record.ExceptionAsync(async () => Assert.Equal(0, await socket.ReceiveAsync(new byte[64], limit.Token)));
        Assert.True(end is null or SocketException, end?.ToString());
    }

    [Fact]
    [Trait("Req", "RED-3")]
    public async Task AWriteWhoseAnswerIsLost_IsSentAgainOverTheOtherInterconnect_AndRunsOnce()
    {
        var peer = Make(Peer, secret: 1, count: 2);
        var runs = 0;
        var filter = new RepeatFilter();
        var firstIsHere = new TaskCompletionSource();
        peer.Serve(async (connection, _, _) =>
        {
            while (true)
            {
                var frame = connection.ReceiveFrame();
                connection.Skip(frame.PayloadLength);
                var result = await filter.RunOnce(frame.Request, StorageResult.Ok, ok =>
                {
                    Interlocked.Increment(ref runs);
                    return new(ok);
                });
                if (!firstIsHere.Task.IsCompleted)
                {
                    // It has run, and the connection breaks before the answer.
                    firstIsHere.SetResult();
                    connection.Dispose();
                }

                connection.Send(new CkeFrame(CkeFrameKind.Answer, 0, (byte)result, frame.Request, frame.Lu, 0, frame.Count, 0));
            }
        });
        var (route, _) = await RouteAsync(peer, 2);
        var result = await route.RunAsync(Write(7), CancellationToken.None).WaitAsync(TestLimits.Answer);
        Assert.Equal((StorageResult?)StorageResult.Ok, result.Answer);
        Assert.True(firstIsHere.Task.IsCompleted);
        Assert.Equal(1, runs);
    }

    [Fact]
    [Trait("Req", "RED-7")]
    public async Task AConnectionThatEndedBeforeItWasTaken_GetsNoRequest()
    {
        var peer = Make(Peer, secret: 1);
        peer.Serve((connection, _, _) =>
        {
            while (true)
                Answer(connection, connection.ReceiveFrame());
        });
        var origin = Make(Origin, secret: 1);
        var route = new PeerRoute("peer", 1, true, () => { }, TimeProvider.System);
        var ended = new PeerLink(0, await ConnectAsync(origin, peer), route, TimeProvider.System);
        ended.End("it was cut meanwhile");
        ended.Start();
        Assert.False(route.IsConnected);
        var running = route.RunAsync(Write(7), CancellationToken.None).WaitAsync(TestLimits.Answer);
        new PeerLink(0, await ConnectAsync(origin, peer), route, TimeProvider.System).Start();
        Assert.Equal((StorageResult?)StorageResult.Ok, (await running).Answer);
    }

    [Fact]
    [Trait("Req", "RED-7")]
    public async Task WhatWasGivenToAConnectionThatIsFollowedByAnother_GoesOverThatOne()
    {
        var peer = Make(Peer, secret: 1);
        var swallowed = new TaskCompletionSource();
        peer.Serve((connection, _, _) =>
        {
            while (true)
            {
                var frame = connection.ReceiveFrame();
                if (swallowed.Task.IsCompleted)
                {
                    Answer(connection, frame);
                }
                else
                {
                    connection.Skip(frame.PayloadLength);
                    swallowed.SetResult();
                }
            }
        });
        var origin = Make(Origin, secret: 1);
        var route = new PeerRoute("peer", 1, true, () => { }, TimeProvider.System);
        new PeerLink(0, await ConnectAsync(origin, peer), route, TimeProvider.System).Start();
        var running = route.RunAsync(Write(7), CancellationToken.None).WaitAsync(TestLimits.Answer);
        await swallowed.Task.WaitAsync(TestLimits.Answer);
        Assert.False(running.IsCompleted);
        new PeerLink(0, await ConnectAsync(origin, peer), route, TimeProvider.System).Start();
        Assert.Equal((StorageResult?)StorageResult.Ok, (await running).Answer);
    }

    [Fact]
    [Trait("Req", "RED-6")]
    public async Task RequestsStayOnAnInterconnect_UntilAnotherIsMuchQuicker()
    {
        var peer = Make(Peer, secret: 1, count: 2);
        peer.Serve((connection, _, _) =>
        {
            while (true)
                Answer(connection, connection.ReceiveFrame());
        });
        var (route, links) = await RouteAsync(peer, 2);
        for (var ping = 0; ping < 64; ping++)
        {
            route.NotePong(0, TimeSpan.FromMicroseconds(100), fabricUp: true);
            route.NotePong(1, TimeSpan.FromMicroseconds(90), fabricUp: true);
        }

        var used = route.Link;
        Assert.NotNull(used);
        route.NotePong(1 - used.Index, TimeSpan.FromMicroseconds(80), fabricUp: true);
        Assert.Same(used, route.Link);
        for (var ping = 0; ping < 64; ping++)
            route.NotePong(1 - used.Index, TimeSpan.FromMicroseconds(20), fabricUp: true);
        Assert.Same(links[1 - used.Index], route.Link);
    }

    [Fact]
    [Trait("Req", "RED-3")]
    public async Task WithNoInterconnectLeft_AReadGoesElsewhere_AndAWriteStaysUntilThePeerIsFenced()
    {
        var peer = Make(Peer, secret: 1);
        var received = new SemaphoreSlim(0);
        peer.Serve((connection, _, _) =>
        {
            while (true)
            {
                var frame = connection.ReceiveFrame();
                connection.Skip(frame.PayloadLength);
                received.Release();
            }
        });
        var (route, links) = await RouteAsync(peer, 1);
        var read = route.RunAsync(
            new RelayRequest(new CkeFrame(CkeFrameKind.Read, 0, 0, 1, 1, 0, 512, 0), new byte[512], default), CancellationToken.None);
        var write = route.RunAsync(
            new RelayRequest(new CkeFrame(CkeFrameKind.Write, 0, 0, 2, 1, 0, 512, 512), default, new byte[512]), CancellationToken.None);
        Assert.True(await received.WaitAsync(TestLimits.Answer) && await received.WaitAsync(TestLimits.Answer));

        links[0].End("the test breaks it");
        Assert.Equal(RelayResult.PeerGone, await read.WaitAsync(TestLimits.Answer));
        Assert.False(write.IsCompleted);
        route.Fence();
        Assert.Equal(RelayResult.PeerGone, await write.WaitAsync(TestLimits.Answer));
    }

    [Fact]
    public async Task AnAnswerOfTheWrongLength_EndsTheConnection_AndNothingIsTaken()
    {
        var peer = Make(Peer, secret: 1);
        peer.Serve((connection, _, _) =>
        {
            var frame = connection.ReceiveFrame();
            connection.Send(new CkeFrame(CkeFrameKind.Answer, 0, 0, frame.Request, frame.Lu, 0, 0, 100), new byte[100]);
            connection.ReceiveFrame();
            return Task.CompletedTask;
        });
        var (route, links) = await RouteAsync(peer, 1);
        var buffer = Enumerable.Repeat((byte)0x5A, 512).ToArray();
        var result = await route.RunAsync(
            new RelayRequest(new CkeFrame(CkeFrameKind.Read, 0, 0, 1, 1, 0, 512, 0), buffer, default), CancellationToken.None)
            .WaitAsync(TestLimits.Answer);
        Assert.Equal(RelayResult.PeerGone, result);
        Assert.Contains("carries 100 bytes", await links[0].Ended.WaitAsync(TestLimits.Answer), StringComparison.Ordinal);
        Assert.All(buffer, value => Assert.Equal(0x5A, value));
    }

    [Fact]
    [Trait("Req", "RED-7")]
    public async Task APingIsAnswered_WhileManyLargeWritesAreOnTheirWay_AndNoneOfThemIs()
    {
        const int Writes = 64;
        const int WindowBytes = 8 << 20;
        var peer = Make(Peer, secret: 1);
        var pings = 0;
        var before = 0;
        peer.Serve((connection, _, _) =>
        {
            // No write is answered before the second ping.
            var unanswered = new List<CkeFrame>();
            while (true)
            {
                var frame = connection.ReceiveFrame();
                connection.Skip(frame.PayloadLength);
                if (frame.Kind != CkeFrameKind.Ping)
                {
                    unanswered.Add(frame);
                }
                else
                {
                    if (++pings == 1)
                        before = unanswered.Count;
                    connection.Send(new CkeFrame(CkeFrameKind.Pong, CkeFrame.Set, 0, frame.Request, 0, 0, 0, 0));
                }

                if (pings < 2)
                    continue;
                foreach (var write in unanswered)
                    connection.Send(new CkeFrame(CkeFrameKind.Answer, 0, (byte)StorageResult.Ok, write.Request, 1, 0, write.Count, 0));
                unanswered.Clear();
            }
        });
        var (route, links) = await RouteAsync(peer, 1);
        var running = Enumerable.Range(1, Writes).Select(number => route.RunAsync(
            new RelayRequest(
                new CkeFrame(CkeFrameKind.Write, 0, 0, (ulong)number, 1, 0, CkeFrame.PayloadLengthMax, CkeFrame.PayloadLengthMax),
                default, new byte[CkeFrame.PayloadLengthMax]),
            CancellationToken.None)).ToList();
        links[0].Ping(fabricUp: true);
        await Eventually.ReachAsync(
            "the ping is answered", () => Task.FromResult(route.Figures.FabricUp), isAnswered => isAnswered);

        Assert.DoesNotContain(running, write => write.IsCompleted);
        Assert.Equal(WindowBytes / CkeFrame.PayloadLengthMax, before);
        links[0].Ping(fabricUp: true);
        var results = await Task.WhenAll(running).WaitAsync(TestLimits.Answer);
        Assert.All(results, result => Assert.Equal((StorageResult?)StorageResult.Ok, result.Answer));
    }

    [Fact]
    public async Task PayloadsOfAnySize_ComeAsTheyWereSent()
    {
        var peer = Make(Peer, secret: 1);
        peer.Serve((connection, _, _) =>
        {
            while (true)
            {
                var frame = connection.ReceiveFrame();
                var payload = new byte[frame.PayloadLength];
                connection.Receive(payload);
                connection.Send(frame, payload);
            }
        });
        using var connection = await ConnectAsync(Make(Origin, secret: 1), peer);
        var random = new Random(7);
        var sent = new List<byte[]>();
        foreach (var size in (int[])[0, 1, 4096, 16 * 1024, 16 * 1024 + 1, 64 * 1024, 300_000, CkeFrame.PayloadLengthMax])
        {
            var payload = new byte[size];
            random.NextBytes(payload);
            sent.Add(payload);
            connection.Send(new CkeFrame(CkeFrameKind.Answer, 0, 0, (ulong)size, 1, 0, 0, size), payload);
        }

        await Task.Factory.StartNew(
            () =>
            {
                foreach (var payload in sent)
                {
                    var frame = connection.ReceiveFrame();
                    Assert.Equal((ulong)payload.Length, frame.Request);
                    var received = new byte[frame.PayloadLength];
                    connection.Receive(received);
                    Assert.Equal(payload, received);
                }
            },
            TaskCreationOptions.LongRunning).WaitAsync(TestLimits.Answer);
    }

    [Fact]
    [Trait("Req", "RED-7")]
    public async Task ACutInterconnect_LetsGoOfItsConnections_AndTakesNobody()
    {
        var peer = Make(Peer, secret: 1);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        peer.Serve((connection, _, _) =>
        {
            try
            {
                connection.ReceiveFrame();
            }
            catch (IOException)
            {
                ended.SetResult();
            }

            return Task.CompletedTask;
        });
        var origin = Make(Origin, secret: 1);
        using var connection = await ConnectAsync(origin, peer);
        Assert.True(peer.TryCut(0, cut: true));
        await ended.Task.WaitAsync(TestLimits.Answer);
        await Assert.ThrowsAnyAsync<IOException>(() => ConnectAsync(origin, peer));
        Assert.True(peer.TryCut(0, cut: false));
        using var again = await ConnectAsync(origin, peer);
    }

    public void Dispose() => _made.ForEach(made => made.Dispose());

    private Interconnects Make(CkeParty party, byte secret, int count = 1)
    {
        var made = new Interconnects(
            [.. Enumerable.Repeat(new IPEndPoint(IPAddress.Loopback, 0), count)],
            new CkeHandshake(party, Enumerable.Repeat(secret, 32).ToArray(), RandomNumberGenerator.Create()),
            warning =>
            {
                lock (_warnings)
                    _warnings.Add(warning);
            },
            TimeProvider.System);
        _made.Add(made);
        return made;
    }

    private static RelayRequest Write(ulong number) =>
        new(new CkeFrame(CkeFrameKind.Write, 0, 0, number, 1, 0, 512, 512), default, new byte[512]);

    private static void Answer(CkeConnection connection, in CkeFrame frame)
    {
        connection.Skip(frame.PayloadLength);
        connection.Send(new CkeFrame(
            CkeFrameKind.Answer, 0, (byte)StorageResult.Ok, frame.Request, frame.Lu, 0, frame.Count, 0));
    }

    private List<string> Warnings()
    {
        lock (_warnings)
            return [.. _warnings];
    }

    private static Task<CkeConnection> ConnectAsync(Interconnects from, Interconnects to, int index = 0) =>
        from.ConnectAsync(index, IPEndPoint.Parse(to.Addresses[index]), Peer.Vios, CancellationToken.None).WaitAsync(TestLimits.Answer);

    private async Task<(PeerRoute Route, List<PeerLink> Links)> RouteAsync(Interconnects peer, int count)
    {
        var origin = Make(Origin, secret: 1, count);
        var route = new PeerRoute("peer", count, true, () => { }, TimeProvider.System);
        var links = new List<PeerLink>();
        for (var index = 0; index < count; index++)
        {
            var link = new PeerLink(index, await ConnectAsync(origin, peer, index), route, TimeProvider.System);
            link.Start();
            links.Add(link);
        }

        return (route, links);
    }
}
