using System.Net;
using System.Net.Sockets;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.Vios.Cke;

/// <summary>Frames over a real socket whose other end takes its time.</summary>
public sealed class CkeConnectionTests : IDisposable
{
    private const int FrameCount = 400;
    private readonly List<IDisposable> _made = [];

    [Fact]
    public async Task FramesOfEverySize_FromSeveralThreads_ArriveWhole_EachThreadsInOrder_AlsoWhenTheOtherEndReadsLate()
    {
        var (from, to) = await PairAsync();
        var sent = new Sent();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(sender => Task.Run(() =>
        {
            var random = new Random(sender);
            for (var number = 0; number < FrameCount; number++)
            {
                var payload = PayloadOf(sender, number, number % 5 == 0 ? random.Next(300_000) : random.Next(9000));
                from.Send(FrameOf(sender, number, payload.Length), payload, sent);
            }
        })));

        // Some 50 MB, far more than sockets hold: nobody has read until now, and nobody has waited.
        var next = new int[4];
        var reading = new TaskCompletionSource();
        CkeConnection.StartReader(() =>
        {
            try
            {
                for (var count = 0; count < 4 * FrameCount; count++)
                {
                    var frame = to.ReceiveFrame();
                    var payload = new byte[frame.PayloadLength];
                    to.Receive(payload);
                    var (sender, number) = ((int)frame.Offset, (int)frame.Request);
                    Assert.Equal(next[sender]++, number);
                    Assert.Equal(PayloadOf(sender, number, payload.Length), payload);
                }

                reading.SetResult();
            }
            catch (Exception failure)
            {
                reading.SetException(failure);
            }
        });
        await reading.Task.WaitAsync(TestLimits.Answer);
        await Eventually.ReachAsync(
            "every frame is let go of", () => Task.FromResult((sent.Freed, sent.Ended)),
            told => told == (4 * FrameCount, 4 * FrameCount));
    }

    [Fact]
    public async Task AConnectionThatBreaks_LetsGoOfEveryFrame_AndOfThoseThatComeLater()
    {
        var (from, to) = await PairAsync();
        var sent = new Sent();
        for (var number = 0; number < 100; number++)
            from.Send(FrameOf(0, number, 200_000), new byte[200_000], sent);
        to.Dispose();
        for (var number = 0; number < 100; number++)
            from.Send(FrameOf(0, number, 200_000), new byte[200_000], sent);
        await Eventually.ReachAsync(
            "every frame is let go of", () => Task.FromResult((sent.Freed, sent.Ended)), told => told == (200, 200));
        Assert.ThrowsAny<IOException>(() => from.ReceiveFrame());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AConnectionWithNothingButPings_NeedsNoThread_WakesForWork_AndLearnsOfItsEnd(bool endsByOther)
    {
        var (from, to) = await PairAsync();
        var (pings, work) = (0, 0);
        var ended = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        CkeConnection.StartReader(new CkeReader(to, Take, cause => ended.TrySetResult(cause)).Run);
        for (var round = 1; round <= 20; round++)
        {
            from.Send(PingOf(round));
            await Eventually.ReachAsync("it is idle", () => Task.FromResult((Volatile.Read(ref pings), to.IsIdle)), now =>
                now.Item1 == Volatile.Read(ref work) * 3 + round && now.IsIdle);

            // Two pieces of work, with payloads, and as many signs of life as make it idle again.
            from.Send(FrameOf(0, 2 * round, 5000), new byte[5000]);
            from.Send(FrameOf(0, (2 * round) + 1, 70_000), new byte[70_000]);
            for (var ping = 0; ping < 6; ping++)
                from.Send(PingOf(ping));
            await Eventually.ReachAsync("the work is done", () => Task.FromResult(Volatile.Read(ref work)), done => done == 2 * round);
        }

        await Eventually.ReachAsync("it is idle", () => Task.FromResult(to.IsIdle), idle => idle);
        (endsByOther ? from : to).Dispose();

        Assert.IsAssignableFrom<IOException>(await ended.Task.WaitAsync(TestLimits.Answer));

        void Take(in CkeFrame frame)
        {
            if (frame.Kind == CkeFrameKind.Ping)
            {
                Interlocked.Increment(ref pings);
                return;
            }

            var payload = new byte[frame.PayloadLength];
            to.Receive(payload);
            Interlocked.Increment(ref work);
        }
    }

    public void Dispose() => _made.ForEach(made => made.Dispose());

    private static CkeFrame PingOf(int number) => new(CkeFrameKind.Ping, 0, 0, (ulong)number, 0, 0, 0, 0);

    private static CkeFrame FrameOf(int sender, int number, int length) =>
        new(CkeFrameKind.Answer, 0, 0, (ulong)number, 0, sender, 0, length);

    private static byte[] PayloadOf(int sender, int number, int length)
    {
        var bytes = new byte[length];
        for (var index = 0; index < length; index++)
            bytes[index] = (byte)((sender * 31) + (number * 7) + index);
        return bytes;
    }

    private async Task<(CkeConnection From, CkeConnection To)> PairAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Task.Run(() => socket.Connect(listener.LocalEndPoint!));
        var (from, to) = (new CkeConnection(socket), new CkeConnection(await listener.AcceptAsync()));
        _made.AddRange([from, to]);
        return (from, to);
    }

    /// <summary>Counts what it is told.</summary>
    private sealed class Sent : ISentFrame
    {
        private int _freed;
        private int _ended;

        public int Freed => Volatile.Read(ref _freed);

        public int Ended => Volatile.Read(ref _ended);

        public void FreePayload() => Interlocked.Increment(ref _freed);

        public void EndSending() => Interlocked.Increment(ref _ended);
    }
}
