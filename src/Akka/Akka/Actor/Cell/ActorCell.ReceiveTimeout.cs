namespace Akka.Actor;

/// <content>The receive timeout.</content>
public partial class ActorCell
{
    private ReceiveTimeoutTimer? _timeout;

    /// <inheritdoc />
    public TimeSpan? ReceiveTimeout => _timeout?.Duration;

    /// <inheritdoc />
    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        _timeout?.Cancel();
        _timeout = timeout is { } duration && duration > TimeSpan.Zero ? new ReceiveTimeoutTimer(this, duration) : null;
    }

    /// <summary>
    /// Runs while the actor waits for a message; begins anew after each that is no <see cref="INotInfluenceReceiveTimeout"/>.
    /// </summary>
    private sealed class ReceiveTimeoutTimer
    {
        private readonly ActorCell _cell;
        private ICancelable? _task;

        public ReceiveTimeoutTimer(ActorCell cell, TimeSpan duration)
        {
            _cell = cell;
            Duration = duration;
        }

        public TimeSpan Duration { get; }

        public void BeforeMessage(object message)
        {
            if (message is not INotInfluenceReceiveTimeout)
                Cancel();
        }

        public void AfterMessage(object message)
        {
            if (_task is not null && message is INotInfluenceReceiveTimeout)
                return;
            Cancel();
            if (_cell._pendingTasks > 0 || _cell._actor is null)
                return;
            _task = new Cancelable(_cell.System.Scheduler);
            _cell.System.Scheduler.ScheduleTellOnce(Duration, _cell._self, Akka.Actor.ReceiveTimeout.Instance, _cell._self, _task);
        }

        public void Cancel()
        {
            _task?.Cancel();
            _task = null;
        }
    }
}
