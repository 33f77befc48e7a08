namespace Akka.Actor;

/// <summary>Stopping an actor and knowing when it has stopped.</summary>
public static class GracefulStopSupport
{
    /// <summary>
    /// Sends <see cref="PoisonPill"/>; true when the actor has stopped, <see cref="TaskCanceledException"/> when it has not
    /// within <paramref name="timeout"/>.
    /// </summary>
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => target.GracefulStop(timeout, PoisonPill.Instance);

    /// <summary>As above with another message.</summary>
    public static async Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        var watcher = StopWatcher.Start(target);
        var limit = AskTimeout.Start(
            timeout, watcher.Provider.Settings.System.Scheduler, _ => watcher.Cancel(new CancellationToken(true)));
        target.Tell(stopMessage, ActorRefs.NoSender);
        try
        {
            return await watcher.Stopped.ConfigureAwait(false);
        }
        finally
        {
            limit?.End();
        }
    }

    /// <summary>True when <paramref name="target"/> has stopped; false when <paramref name="cancellationToken"/> came first.</summary>
    public static async Task<bool> WatchAsync(this IActorRef target, CancellationToken cancellationToken = default)
    {
        var watcher = StopWatcher.Start(target);
        await using var registration = cancellationToken.UnsafeRegister(
            static state => ((StopWatcher)state!).Complete(false), watcher);
        return await watcher.Stopped.ConfigureAwait(false);
    }
}
