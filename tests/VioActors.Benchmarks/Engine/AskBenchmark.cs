using Akka.Actor;

namespace VioActors.Benchmarks.Engine;

/// <summary>Callers that ask an actor of their own and wait for each answer, or keep a hundred questions open.</summary>
internal static class AskBenchmark
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(ActorSystem system, Scale scale, Figures figures)
    {
        foreach (var callers in new[] { 1, 8 })
        {
            figures.Add(Name(callers, 1), await MeasureAsync(system, callers, 1, scale.Asks));
            figures.Add(Name(callers, 100), await MeasureAsync(system, callers, 100, scale.Asks * 2));
        }
    }

    public static string Name(int callers, int open) =>
        $"ask, {(callers == 1 ? "1 caller" : $"{callers} callers")}, {(open == 1 ? "one after another" : $"{open} open each")}";

    private static async Task<double> MeasureAsync(ActorSystem system, int callers, int open, int asks)
    {
        var targets = Enumerable.Range(0, callers).Select(_ => system.ActorOf(Props.Create(() => new Answering()))).ToArray();
        await Task.WhenAll(targets.Select(target => target.Ask<ActorIdentity>(new Identify(1), Limit)));
        var each = asks / callers;
        var clock = Clock.Start();
        await Task.WhenAll(targets.Select(target => Task.Run(() => CallAsync(target, each, open))));
        var rate = clock.Rate((long)each * callers);
        await Task.WhenAll(targets.Select(target => target.GracefulStop(Limit)));
        return rate;
    }

    private static async Task CallAsync(IActorRef target, int asks, int open)
    {
        var question = new object();
        if (open == 1)
        {
            for (var i = 0; i < asks; i++)
                await target.Ask<object>(question, Limit);
            return;
        }

        var answers = new Queue<Task<object>>(open);
        for (var i = 0; i < asks; i++)
        {
            if (answers.Count == open)
                await answers.Dequeue();
            answers.Enqueue(target.Ask<object>(question, Limit));
        }

        await Task.WhenAll(answers);
    }

    private sealed class Answering : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
