using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Watches one actor from outside of all actors. The task completes with true when it has stopped.</summary>
internal sealed class StopWatcher : MinimalActorRef
{
    private readonly TaskCompletionSource<bool> _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IInternalActorRef _target;

    private StopWatcher(IInternalActorRef target)
    {
        _target = target;
        Provider = target.Provider;
        Path = Provider.TempPath();
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    public Task<bool> Stopped => _stopped.Task;

    public static StopWatcher Start(IActorRef target)
    {
        var watcher = new StopWatcher((IInternalActorRef)target);
        watcher.Provider.RegisterTempActor(watcher, watcher.Path);
        watcher._target.SendSystemMessage(new Watch(watcher._target, watcher));
        return watcher;
    }

    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is DeathWatchNotification notification && notification.Actor.Equals(_target))
            Complete(true);
    }

    /// <summary>Ends the watch with <paramref name="stopped"/> as the result.</summary>
    public void Complete(bool stopped)
    {
        if (!_stopped.TrySetResult(stopped))
            return;
        if (!stopped)
            _target.SendSystemMessage(new Unwatch(_target, this));
        Provider.UnregisterTempActor(Path);
    }

    /// <summary>Ends the watch with a cancellation.</summary>
    public void Cancel(CancellationToken token)
    {
        if (!_stopped.TrySetCanceled(token))
            return;
        _target.SendSystemMessage(new Unwatch(_target, this));
        Provider.UnregisterTempActor(Path);
    }
}
