using Akka.Actor;

namespace VioActors.Benchmarks.Engine;

/// <summary>The scheduler: timers that are cancelled before they are due, and timers that fire.</summary>
internal static class TimerBenchmark
{
    public const string Cancelled = "timers scheduled and cancelled";
    public const string Fired = "timers fired";
    public const string Lateness = "timer lateness, 99th percentile, ms";

    public static async Task RunAsync(ActorSystem system, Scale scale, Figures figures)
    {
        var nobody = system.ActorOf(Props.Create(() => new Counting(int.MaxValue, new TaskCompletionSource<double[]>())));
        var clock = Clock.Start();
        for (var i = 0; i < scale.Timers; i++)
            system.Scheduler.ScheduleTellOnceCancelable(TimeSpan.FromMinutes(1), nobody, clock, ActorRefs.NoSender).Cancel();
        figures.Add(Cancelled, clock.Rate(scale.Timers));

        var lateness = new TaskCompletionSource<double[]>();
        var counting = system.ActorOf(Props.Create(() => new Counting(scale.Timers, lateness)));
        clock = Clock.Start();
        for (var i = 0; i < scale.Timers; i++)
        {
            var delay = TimeSpan.FromMilliseconds(200 + i % 800);
            system.Scheduler.ScheduleTellOnce(delay, counting, new Due(clock.Seconds + delay.TotalSeconds, clock), ActorRefs.NoSender);
        }

        var late = await lateness.Task;
        figures.Add(Fired, clock.Rate(scale.Timers));
        figures.Add(Lateness, late.Order().ElementAt(late.Length * 99 / 100) * 1000);
        await nobody.GracefulStop(TimeSpan.FromSeconds(10));
        await counting.GracefulStop(TimeSpan.FromSeconds(10));
    }

    private sealed record Due(double Seconds, Clock Clock);

    private sealed class Counting(int count, TaskCompletionSource<double[]> lateness) : UntypedActor
    {
        private readonly List<double> _late = [];

        protected override void OnReceive(object message)
        {
            if (message is not Due due)
                return;
            _late.Add(due.Clock.Seconds - due.Seconds);
            if (_late.Count == count)
                lateness.SetResult([.. _late]);
        }
    }
}
