using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <content>Asynchronous handlers: see <see cref="ActorTaskScheduler"/>.</content>
public partial class ActorCell
{
    private ActorTaskScheduler? _taskScheduler;
    private int _pendingTasks;

    /// <summary>Runs tasks in the actor's context.</summary>
    public ActorTaskScheduler TaskScheduler => _taskScheduler ??= new ActorTaskScheduler(this);

    internal void TaskSuspends()
    {
        _pendingTasks++;
        SuspendNonRecursive();
    }

    private void RunContinuation(Task task)
    {
        TaskScheduler.Run(task);
    }

    private void CompleteTask(Exception? failure)
    {
        _pendingTasks--;
        ResumeNonRecursive();
        if (_actor is null)
            return;
        if (failure is not null)
            HandleInvokeFailure(failure);
        else
            ClearCurrentMessage();
        _timeout?.AfterMessage(this);
    }
}
