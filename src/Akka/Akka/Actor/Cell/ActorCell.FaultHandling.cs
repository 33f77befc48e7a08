using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <content>Failure, suspension, restart. See <see cref="TerminateCell"/> for the end.</content>
public partial class ActorCell
{
    private IActorRef? _perpetrator;
    private FaultState _fault;

    private enum FaultState : byte
    {
        None,
        Failed,

        /// <summary>Failed before there was an instance: a restart or resume makes one.</summary>
        FailedFatally,
    }

    private bool IsFailed => _fault != FaultState.None;

    /// <summary>Suspends this actor and its children and asks the supervisor what to do.</summary>
    internal void HandleInvokeFailure(Exception cause, IEnumerable<IActorRef>? childrenNotToSuspend = null)
    {
        if (cause is EscalatedFailure escalated)
            cause = escalated.InnerException!;
        if (IsFailed)
            return;
        try
        {
            SuspendNonRecursive();
            _fault = _actor is null ? FaultState.FailedFatally : FaultState.Failed;
            SuspendChildren(childrenNotToSuspend, _perpetrator);
            _parent.SendSystemMessage(new Failed(_self, cause, _self.Path.Uid));
        }
        catch (Exception error)
        {
            PublishError(error, $"Emergency stop: handling the failure [{cause.Message}] failed itself.");
            foreach (var child in GetChildren())
                Stop(child);
            FinishTerminate();
        }
    }

    private void SuspendNonRecursive() => _dispatcher.Suspend(this);

    private void ResumeNonRecursive() => _dispatcher.Resume(this);

    private void FaultSuspend()
    {
        SuspendNonRecursive();
        SuspendChildren(null, null);
    }

    private void FaultResume(Exception? causedByFailure)
    {
        if (_actor is null && _fault == FaultState.FailedFatally)
        {
            FaultCreate();
            return;
        }

        var perpetrator = _perpetrator;
        try
        {
            ResumeNonRecursive();
        }
        finally
        {
            if (causedByFailure is not null)
                ClearFailed();
        }

        foreach (var stats in ChildStats())
            stats.Child.Resume((stats.Child.Equals(perpetrator) ? causedByFailure : null)!);
        ClearCurrentMessageIfIdle();
    }

    private void FaultRecreate(Exception cause)
    {
        if (_actor is null)
        {
            FaultCreate();
        }
        else if (_children is null or { IsNormal: true })
        {
            BeforeRestart(_actor, cause);
            if (_children is null || !_children.TrySetReason(new SuspendReason.Recreation(cause)))
                FinishRecreate(cause);
        }
        else
        {
            // Already on the way to another end: keep the suspensions balanced.
            FaultResume(null);
        }
    }

    private void BeforeRestart(ActorBase failed, Exception cause)
    {
        var previous = _current;
        _current = this;
        try
        {
            failed.AroundPreRestart(cause, _currentMessage!);
        }
        catch (Exception error)
        {
            PublishError(error, new PreRestartException(_self, error, cause, _currentMessage).Message);
        }
        finally
        {
            _current = previous;
            Release(failed);
        }
    }

    private void FinishRecreate(Exception cause)
    {
        var survivors = GetChildren();
        try
        {
            try
            {
                ResumeNonRecursive();
            }
            finally
            {
                ClearFailed();
            }

            ClearCurrentMessageIfIdle();
            var fresh = NewActor();
            _actor = fresh;
            var previous = _current;
            _current = this;
            try
            {
                fresh.AroundPostRestart(cause, null!);
            }
            finally
            {
                _current = previous;
            }

            if (_systemImpl.Settings.DebugLifecycle)
                PublishDebug($"Restarted ({fresh})");
        }
        catch (Exception error)
        {
            if (_actor is not null)
                Release(_actor);
            _actor = null;
            HandleInvokeFailure(new PostRestartException(_self, error, cause), survivors);
            return;
        }

        foreach (var child in survivors)
            child.Restart(cause);
    }

    /// <summary>Makes the instance after a failed attempt, when what the attempt left behind has stopped.</summary>
    private void FaultCreate()
    {
        foreach (var child in GetChildren())
            Stop(child);
        if (_children is null || !_children.TrySetReason(SuspendReason.Creation.Instance))
            FinishCreate();
    }

    private void FinishCreate()
    {
        try
        {
            ResumeNonRecursive();
        }
        finally
        {
            ClearFailed();
        }

        try
        {
            CreateActor(null);
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }
    }

    private void SuspendChildren(IEnumerable<IActorRef>? except, IActorRef? perpetrator)
    {
        foreach (var stats in ChildStats())
        {
            if (!stats.Child.Equals(perpetrator) && (except is null || !except.Contains(stats.Child)))
                stats.Child.Suspend();
        }
    }

    private void ClearFailed()
    {
        _fault = FaultState.None;
        _perpetrator = null;
    }

    private void ClearCurrentMessageIfIdle() => ClearCurrentMessage();
}
