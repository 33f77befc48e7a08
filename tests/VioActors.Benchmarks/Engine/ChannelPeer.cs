using System.Threading.Channels;

namespace VioActors.Benchmarks.Engine;

/// <summary>The same game as <see cref="TellBenchmark"/> between two tasks over System.Threading.Channels.</summary>
internal static class ChannelPeer
{
    public const string ManyInFlight = "channels, 1 pair, 100 in flight";
    public const string Strict = "channels, 8 pairs, strict ping-pong";

    public static async Task RunAsync(Scale scale, Figures figures)
    {
        figures.Add(ManyInFlight, await MeasureAsync(1, 100, scale.Tells / 4));
        figures.Add(Strict, await MeasureAsync(8, 1, scale.Tells / 4));
    }

    private static async Task<double> MeasureAsync(int pairs, int inFlight, int messages)
    {
        var each = messages / pairs / 2;
        var clock = Clock.Start();
        await Task.WhenAll(Enumerable.Range(0, pairs).Select(_ => Task.Run(() => PlayAsync(each, inFlight))));
        return clock.Rate(2L * each * pairs);
    }

    private static async Task PlayAsync(int count, int inFlight)
    {
        var options = new UnboundedChannelOptions { SingleReader = true, SingleWriter = true };
        var (to, fro) = (Channel.CreateUnbounded<object>(options), Channel.CreateUnbounded<object>(options));
        var pong = Task.Run(async () =>
        {
            await foreach (var ball in to.Reader.ReadAllAsync())
                fro.Writer.TryWrite(ball);
        });
        var served = new object();
        var unserved = count;
        for (var i = 0; i < inFlight && unserved > 0; i++, unserved--)
            to.Writer.TryWrite(served);
        for (var missing = count; missing > 0; missing--)
        {
            var ball = await fro.Reader.ReadAsync();
            if (unserved-- > 0)
                to.Writer.TryWrite(ball);
        }

        to.Writer.Complete();
        await pong;
    }
}
