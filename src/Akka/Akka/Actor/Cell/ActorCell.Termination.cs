using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <content>The end.</content>
public partial class ActorCell
{
    private void TerminateCell()
    {
        SetReceiveTimeout(null);
        foreach (var child in GetChildren())
            Stop(child);

        var wasTerminating = _children is { IsTerminating: true };
        if (_children is not null && _children.TrySetReason(SuspendReason.Termination.Instance))
        {
            if (wasTerminating)
                return;

            // No user message after the decision to stop. Failures on the way do not matter any more.
            SuspendNonRecursive();
            _fault = FaultState.Failed;
            return;
        }

        FinishTerminate();
    }

    private void FinishTerminate()
    {
        _children?.MarkTerminated();
        var actor = _actor;
        try
        {
            if (actor is not null)
                AfterStop(actor);
        }
        finally
        {
            _dispatcher.Detach(this);
            _parent.SendSystemMessage(new DeathWatchNotification(_self, true, false));
            TellWatchersWeDied();
            UnwatchAll();
            _actor = null;
            _currentMessage = null;
            _sender = null;
            ClearFailed();
            if (_systemImpl.Settings.DebugLifecycle)
                PublishDebug("Stopped");
        }
    }

    private void AfterStop(ActorBase actor)
    {
        var previous = _current;
        _current = this;
        try
        {
            actor.AroundPostStop();
        }
        catch (Exception error)
        {
            PublishError(error, $"PostStop of [{_self.Path}] threw: {error.Message}");
        }
        finally
        {
            Release(actor);
            _current = previous;
        }
    }
}
