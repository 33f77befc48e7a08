using System.Globalization;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>The reply address of one ask. It gets a path and a place in <c>/temp</c> only when somebody asks for its path.</summary>
internal sealed class FutureActorRef<T> : MinimalActorRef
{
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IActorRefProvider _provider;
    private ActorPath? _path;
    private AskTimeout? _timeout;
    private CancellationTokenRegistration _cancellation;
    private HashSet<IActorRef>? _watchedBy;

    public FutureActorRef(IActorRefProvider provider)
    {
        _provider = provider;
    }

    public Task<T> Result => _result.Task;

    public override IActorRefProvider Provider => _provider;

    public override bool IsTerminated => _result.Task.IsCompleted;

    public override ActorPath Path => Volatile.Read(ref _path) ?? Register();

    /// <summary>Gives up after <paramref name="timeout"/>, at once when there is nobody left who could answer.</summary>
    public void TimeoutAfter(TimeSpan timeout, IScheduler scheduler)
    {
        _timeout = AskTimeout.Start(timeout, scheduler, OnTimeout);
        if (_timeout is null)
            _result.TrySetException(new AskTimeoutException("Cannot ask: the actor system has ended."));
    }

    /// <summary>Gives up with <paramref name="token"/>.</summary>
    public void CancelWith(CancellationToken token) => _cancellation = token.UnsafeRegister(
        static (state, cancelled) => ((FutureActorRef<T>)state!).OnCancelled(cancelled), this);

    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Watch watch when watch.Watchee.Equals(this) && !watch.Watcher.Equals(this):
                AddWatcher(watch.Watcher);
                break;
            case Unwatch unwatch when unwatch.Watchee.Equals(this):
                lock (_result)
                    _watchedBy?.Remove(unwatch.Watcher);
                break;
        }
    }

    public override void Stop() => Complete(_result.TrySetCanceled());

    protected override void TellInternal(object message, IActorRef sender)
    {
        var taken = message switch
        {
            T value => _result.TrySetResult(value),
            Status.Failure failure => _result.TrySetException(
                failure.Cause ?? new TaskCanceledException("The actor answered with Status.Failure without a cause.")),
            _ => _result.TrySetException(new ArgumentException(
                $"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]")),
        };
        if (!taken && !_result.Task.IsCanceled)
            _provider.DeadLetters.Tell(message, this);
        Complete(taken);
    }

    private void OnTimeout(TimeSpan timeout) =>
        Complete(_result.TrySetException(new AskTimeoutException(
            string.Create(CultureInfo.InvariantCulture, $"Timeout after {timeout.TotalSeconds} seconds"))));

    private void OnCancelled(CancellationToken token) => Complete(_result.TrySetCanceled(token));

    private void Complete(bool first)
    {
        if (!first)
            return;
        _timeout?.End();
        _cancellation.Unregister();
        HashSet<IActorRef>? watchers;
        lock (_result)
        {
            if (_path is not null)
                _provider.UnregisterTempActor(_path);
            watchers = _watchedBy;
            _watchedBy = null;
        }

        if (watchers is null)
            return;
        foreach (var watcher in watchers)
            ((IInternalActorRef)watcher).SendSystemMessage(new DeathWatchNotification(this, true, false));
    }

    private void AddWatcher(IInternalActorRef watcher)
    {
        lock (_result)
        {
            if (!IsTerminated)
            {
                (_watchedBy ??= []).Add(watcher);
                return;
            }
        }

        watcher.SendSystemMessage(new DeathWatchNotification(this, true, false));
    }

    private ActorPath Register()
    {
        lock (_result)
        {
            if (_path is not null)
                return _path;
            var path = _provider.TempPath();
            if (!IsTerminated)
                _provider.RegisterTempActor(this, path);
            Volatile.Write(ref _path, path);
            return path;
        }
    }
}
