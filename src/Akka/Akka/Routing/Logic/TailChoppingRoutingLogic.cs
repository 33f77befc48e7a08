using Akka.Actor;

namespace Akka.Routing;

/// <summary>
/// Asks one routee, after an interval without an answer one more, and so on; the sender gets the first answer, or <see
/// cref="Status.Failure"/> when none comes in time. Thread-safe.
/// </summary>
public sealed class TailChoppingRoutingLogic : RoutingLogic
{
    private readonly IScheduler _scheduler;
    private readonly TimeSpan _within;
    private readonly TimeSpan _interval;
    private readonly RoundRobinRoutingLogic _first = new();

    /// <summary>Waits for <paramref name="within"/> and asks one more every <paramref name="interval"/>.</summary>
    public TailChoppingRoutingLogic(IScheduler scheduler, TimeSpan within, TimeSpan interval)
    {
        _scheduler = scheduler;
        _within = within;
        _interval = interval;
    }

    /// <inheritdoc />
    public override Routee Select(object message, Routee[] routees)
    {
        if (routees.Length == 0)
            return Routee.NoRoutee;
        var first = Array.IndexOf(routees, _first.Select(message, routees));
        return new TailChoppingRoutees([.. routees[first..], .. routees[..first]], _scheduler, _within, _interval);
    }

    private sealed class TailChoppingRoutees(Routee[] routees, IScheduler scheduler, TimeSpan within, TimeSpan interval) : Routee
    {
        public override void Send(object message, IActorRef sender)
        {
            var answer = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
            var asking = new Cancelable(scheduler.Advanced);
            var next = -1;
            scheduler.Advanced.ScheduleRepeatedly(TimeSpan.Zero, interval, AskNext, asking);
            scheduler.Advanced.ScheduleOnce(within, GiveUp, asking);
            answer.Task.ContinueWith(_ => asking.Cancel(), TaskScheduler.Default);
            answer.Task.PipeTo(sender);

            void AskNext()
            {
                var index = Interlocked.Increment(ref next);
                if (index < routees.Length)
                    Ask(routees[index], message, answer);
            }

            void GiveUp() => answer.TrySetException(new AskTimeoutException($"No routee answered within {within}."));
        }

        private void Ask(Routee routee, object message, TaskCompletionSource<object> answer) =>
            routee.Ask(message, within).ContinueWith(
                asked => answer.TrySetResult(asked.Result),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
    }
}
