using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <content>System messages.</content>
public partial class ActorCell
{
    /// <summary>Messages that wait for a later state, newest first.</summary>
    private SystemMessage? _systemStash;

    private enum SystemState
    {
        Running,

        /// <summary>Failures of children wait: their verdict would get lost in the own failure.</summary>
        Suspended,

        /// <summary>Changes of state wait too until the children have stopped.</summary>
        WaitingForChildren,
    }

    /// <summary>Handles <paramref name="message"/>, or keeps it until the state of the cell allows it. Never throws.</summary>
    internal void SystemInvoke(SystemMessage message)
    {
        var before = CurrentSystemState();
        if (HasToWait(message, before))
        {
            message.Next = _systemStash;
            _systemStash = message;
            return;
        }

        HandleSystemMessage(message);
        if (_systemStash is null || (CurrentSystemState() >= before && !IsTerminated))
            return;
        SystemMessage? oldestFirst = null;
        while (_systemStash is not null)
        {
            var next = _systemStash.Next;
            _systemStash.Next = oldestFirst;
            oldestFirst = _systemStash;
            _systemStash = next;
        }

        while (oldestFirst is not null && !IsTerminated)
        {
            var kept = oldestFirst;
            oldestFirst = kept.Next;
            kept.Next = null;
            SystemInvoke(kept);
        }
    }

    private static bool HasToWait(SystemMessage message, SystemState state) => state switch
    {
        SystemState.Running => false,
        SystemState.Suspended => message is Failed,
        _ => message is Failed or Recreate or Akka.Dispatch.SysMsg.Suspend or Akka.Dispatch.SysMsg.Resume,
    };

    private SystemState CurrentSystemState()
    {
        if (_children is null)
            return SystemState.Running;
        if (_children.IsWaiting)
            return SystemState.WaitingForChildren;
        return _mailbox!.SuspendCount > _pendingTasks ? SystemState.Suspended : SystemState.Running;
    }

    private void HandleSystemMessage(SystemMessage message)
    {
        try
        {
            switch (message)
            {
                case Create create:
                    CreateActor(create.Failure);
                    break;
                case Watch watch:
                    AddWatcher(watch.Watchee, watch.Watcher);
                    break;
                case Unwatch unwatch:
                    RemoveWatcher(unwatch.Watchee, unwatch.Watcher);
                    break;
                case Recreate recreate:
                    FaultRecreate(recreate.Cause);
                    break;
                case Akka.Dispatch.SysMsg.Suspend:
                    FaultSuspend();
                    break;
                case Resume resume:
                    FaultResume(resume.CausedByFailure);
                    break;
                case Terminate:
                    TerminateCell();
                    break;
                case Failed failed:
                    HandleFailed(failed);
                    break;
                case DeathWatchNotification notification:
                    WatchedActorTerminated(notification);
                    break;
                case ActorTask task:
                    RunContinuation(task.Task);
                    break;
                case ActorTaskCompleted completed:
                    CompleteTask(completed.Failure);
                    break;
            }
        }
        catch (Exception cause)
        {
            _perpetrator = (message as Failed)?.Child;
            HandleInvokeFailure(cause);
        }
    }

    private void HandleFailed(Failed failed)
    {
        _sender = failed.Child;
        if (!TryGetChildStats(failed.Child, out var stats))
        {
            PublishDebug($"dropping Failed({failed.Cause}) from unknown child {failed.Child}");
        }
        else if (stats.Uid != failed.Uid)
        {
            PublishDebug($"dropping Failed({failed.Cause}) from old child {failed.Child} (uid={stats.Uid} != {failed.Uid})");
        }
        else if (_actor is not null
            && !_actor.SupervisorStrategyInternal.HandleFailure(this, failed.Child, failed.Cause, stats, new ChildSnapshot(_children)))
        {
            throw new EscalatedFailure(failed.Cause);
        }
    }

    private void PublishError(Exception cause, string text) =>
        _systemImpl.EventStream.Publish(new Error(cause, _self.Path.ToString(), (_actor?.GetType() ?? typeof(ActorCell))!, text));

    /// <summary>
    /// Carries the failure of a child through to the failure handling of its supervisor without touching its stack trace.
    /// </summary>
    private sealed class EscalatedFailure(Exception cause) : Exception(null, cause);
}
