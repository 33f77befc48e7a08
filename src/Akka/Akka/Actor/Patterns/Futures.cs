namespace Akka.Actor;

/// <summary>Request and reply.</summary>
public static class Futures
{
    /// <summary>
    /// Sends <paramref name="message"/> and completes with the reply. Without a timeout <c>akka.actor.ask-timeout</c> counts.
    /// </summary>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<object>(message, timeout, CancellationToken.None);

    /// <summary>As above; gives up with <paramref name="cancellationToken"/>.</summary>
    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(message, null, cancellationToken);

    /// <summary>As above.</summary>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    /// <summary>
    /// Sends <paramref name="message"/> and completes with the reply. Fails with <see cref="AskTimeoutException"/> when none comes in
    /// time, with the cause of a <see cref="Status.Failure"/>, or with <see cref="ArgumentException"/> when the reply is no
    /// <typeparamref name="T"/>.
    /// </summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(message, timeout, CancellationToken.None);

    /// <summary>As above; gives up with <paramref name="cancellationToken"/>.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<T>(message, null, cancellationToken);

    /// <summary>As above.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        var future = Prepare<T>(self, timeout, cancellationToken);
        self.Tell(message, future);
        return future.Result;
    }

    /// <summary>As above; the message is made with the reply address.</summary>
    public static Task<T> Ask<T>(
        this ICanTell self,
        Func<IActorRef, object> messageFactory,
        TimeSpan? timeout,
        CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        var future = Prepare<T>(self, timeout, cancellationToken);
        self.Tell(messageFactory(future), future);
        return future.Result;
    }

    private static FutureActorRef<T> Prepare<T>(ICanTell self, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var provider = ProviderOf(self)
            ?? throw new ArgumentException("Cannot ask: the target belongs to no actor system.", nameof(self));
        var settings = provider.Settings;
        var future = new FutureActorRef<T>(provider);
        var limit = timeout ?? settings.AskTimeout;
        if (limit > TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
            future.TimeoutAfter(limit, settings.System.Scheduler);
        if (cancellationToken.CanBeCanceled)
            future.CancelWith(cancellationToken);
        return future;
    }

    private static IActorRefProvider? ProviderOf(ICanTell target) => target switch
    {
        Nobody => null,
        IInternalActorRef reference => reference.Provider,
        ActorSelection { Anchor: IInternalActorRef anchor } => anchor.Provider,
        _ => (ActorCell.Current?.SystemImpl as ExtendedActorSystem)?.Provider,
    };
}
