using Akka.Actor;

namespace Akka.Routing;

/// <summary>
/// Asks all routees; the sender gets the first answer, or <see cref="Status.Failure"/> when none comes in time. Thread-safe.
/// </summary>
public sealed class ScatterGatherFirstCompletedRoutingLogic : RoutingLogic
{
    private readonly TimeSpan _within;

    /// <summary>Waits for <paramref name="within"/>.</summary>
    public ScatterGatherFirstCompletedRoutingLogic(TimeSpan within)
    {
        _within = within;
    }

    /// <inheritdoc />
    public override Routee Select(object message, Routee[] routees) =>
        routees.Length == 0 ? Routee.NoRoutee : new ScatterGatherRoutees(routees, _within);

    private sealed class ScatterGatherRoutees(Routee[] routees, TimeSpan within) : Routee
    {
        public override void Send(object message, IActorRef sender) => FirstAnswer(message).PipeTo(sender);

        private async Task<object> FirstAnswer(object message)
        {
            var asked = routees.Select(routee => routee.Ask(message, within)).ToList();
            Exception? failure = null;
            while (asked.Count > 0)
            {
                var done = await Task.WhenAny(asked).ConfigureAwait(false);
                if (done.IsCompletedSuccessfully)
                    return done.Result;
                failure = done.Exception?.GetBaseException() ?? new AskTimeoutException($"No routee answered within {within}.");
                asked.Remove(done);
            }

            throw failure!;
        }
    }
}
