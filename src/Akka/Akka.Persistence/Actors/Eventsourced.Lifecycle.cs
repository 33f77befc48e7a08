using Akka.Actor;

namespace Akka.Persistence;

/// <content>Start, restart and stop. Messages that wait go back to the mailbox, so that a restart loses none.</content>
public abstract partial class Eventsourced
{
    public override void AroundPreStart()
    {
        if (string.IsNullOrEmpty(PersistenceId))
            throw new IllegalActorStateException(
                $"The persistent actor {Self.Path} has no PersistenceId; it must be set before it starts.");
        // A missing plugin fails the start instead of the first write.
        _ = Journal;
        _ = SnapshotStore;
        RequestPermit();
        base.AroundPreStart();
    }

    public override void AroundPreRestart(Exception cause, object message)
    {
        try
        {
            ReturnPermit();
            _stash.UnstashAll(UnstashFilterPredicate);
            _internalStash.UnstashAll();
        }
        finally
        {
            base.AroundPreRestart(cause, message is WriteMessageSuccess written ? written.Persistent.Payload : message);
        }
    }

    public override void AroundPostRestart(Exception reason, object message)
    {
        RequestPermit();
        base.AroundPostRestart(reason, message);
    }

    public override void AroundPostStop()
    {
        try
        {
            ReturnPermit();
            _stash.UnstashAll(UnstashFilterPredicate);
            _internalStash.UnstashAll();
        }
        finally
        {
            base.AroundPostStop();
        }
    }

    /// <summary>Runs an asynchronous handler; commands wait until it is done, events persisted in it are written then.</summary>
    protected void RunTask(Func<Task> action)
    {
        Dispatch.ActorTaskScheduler.RunTask(async () =>
        {
            _taskRunning = true;
            var failed = true;
            try
            {
                await action().ConfigureAwait(true);
                failed = false;
            }
            finally
            {
                _taskRunning = false;
                var after = _afterTask;
                _afterTask = null;
                after?.Invoke(failed);
            }
        });
    }

    /// <summary>Runs what ends a handler: now, or when the task that the handler has started is done.</summary>
    private void AfterTask(Action<bool> end, bool failed = false)
    {
        if (_taskRunning)
            _afterTask = end;
        else
            end(failed);
    }
}
