using Akka.Actor;

namespace VioActors.Benchmarks.Engine;

/// <summary>Pairs of actors that send one message object to and fro, many of it in flight or just one.</summary>
internal static class TellBenchmark
{
    public static async Task RunAsync(ActorSystem system, Scale scale, Figures figures)
    {
        foreach (var pairs in new[] { 1, 2, 8 })
            figures.Add(Name(pairs, 100), (await MeasureAsync(system, pairs, 100, scale.Tells)).Rate);
        figures.Add(Name(8, 1), (await MeasureAsync(system, 8, 1, scale.Tells / 2)).Rate);
        figures.Add("bytes allocated per tell", (await MeasureAsync(system, 1, 100, scale.Tells)).BytesEach);
    }

    public static string Name(int pairs, int inFlight) =>
        inFlight == 1
            ? $"tell, {pairs} pairs, strict ping-pong"
            : $"tell, {(pairs == 1 ? "1 pair" : $"{pairs} pairs")}, {inFlight} in flight";

    private static async Task<(double Rate, double BytesEach)> MeasureAsync(ActorSystem system, int pairs, int inFlight, int messages)
    {
        var each = messages / pairs / 2;
        var done = Enumerable.Range(0, pairs).Select(_ => new TaskCompletionSource()).ToArray();
        var players = done.Select(end => (
            Pong: system.ActorOf(Props.Create(() => new Pong())),
            Ping: system.ActorOf(Props.Create(() => new Ping(each, inFlight, end))))).ToArray();
        await Task.WhenAll(players.Select(pair => pair.Ping.Ask<ActorIdentity>(new Identify(1))));
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Clock.Start();
        foreach (var (pong, ping) in players)
            ping.Tell(new Begin(pong));
        await Task.WhenAll(done.Select(end => end.Task));
        var sent = 2L * each * pairs;
        var (rate, bytes) = (clock.Rate(sent), (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)sent);
        foreach (var (pong, ping) in players)
        {
            await pong.GracefulStop(TimeSpan.FromSeconds(10));
            await ping.GracefulStop(TimeSpan.FromSeconds(10));
        }

        return (rate, bytes);
    }

    private sealed record Begin(IActorRef Pong);

    private sealed class Ball;

    /// <summary>Serves the balls, counts them as they come back, and serves again until enough were played.</summary>
    private sealed class Ping(int count, int inFlight, TaskCompletionSource end) : UntypedActor
    {
        private readonly Ball _ball = new();
        private int _unserved = count;
        private int _missing = count;
        private IActorRef _pong = ActorRefs.Nobody;

        protected override void OnReceive(object message)
        {
            if (message is Begin begin)
            {
                _pong = begin.Pong;
                for (var i = 0; i < inFlight && _unserved > 0; i++)
                    Serve();
                return;
            }

            if (--_missing == 0)
                end.SetResult();
            else if (_unserved > 0)
                Serve();
        }

        private void Serve()
        {
            _unserved--;
            _pong.Tell(_ball, Self);
        }
    }

    private sealed class Pong : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message, Self);
    }
}
