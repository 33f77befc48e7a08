using System.Runtime.ExceptionServices;
using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// Runs the tasks of an asynchronous handler as the actor: sender, self and context stay what they were. While such a task is
/// pending no user message is handled; system messages are.
/// </summary>
public sealed class ActorTaskScheduler : TaskScheduler
{
    private readonly ActorCell _cell;

    internal ActorTaskScheduler(ActorCell cell)
    {
        _cell = cell;
    }

    /// <summary>Runs <paramref name="action"/> in the current actor.</summary>
    public static void RunTask(Action action) => RunTask(() =>
    {
        action();
        return Task.CompletedTask;
    });

    /// <summary>Runs <paramref name="asyncAction"/> in the current actor and suspends the mailbox until it is complete.</summary>
    public static void RunTask(Func<Task> asyncAction)
    {
        var cell = ActorCell.Current
            ?? throw new InvalidOperationException("RunTask must be called by an actor while it handles a message.");
        var outer = new Task<Task>(asyncAction, CancellationToken.None, TaskCreationOptions.DenyChildAttach);
        outer.RunSynchronously(cell.TaskScheduler);
        if (outer.IsFaulted)
            ExceptionDispatchInfo.Throw(outer.Exception.InnerException!);

        var inner = outer.Result;
        if (inner is null || inner.IsCompletedSuccessfully)
            return;
        if (inner.IsCompleted)
        {
            inner.GetAwaiter().GetResult();
            return;
        }

        cell.TaskSuspends();
        inner.ContinueWith(
            static (task, state) => ((ActorCell)state!).SendSystemMessage(new ActorTaskCompleted(FailureOf(task))),
            cell,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            Default);
    }

    internal void Run(Task task) => TryExecuteTask(task);

    /// <inheritdoc />
    protected override IEnumerable<Task>? GetScheduledTasks() => null;

    /// <inheritdoc />
    protected override void QueueTask(Task task)
    {
        if ((task.CreationOptions & TaskCreationOptions.LongRunning) != 0)
        {
            new Thread(static state => ((Action)state!)()) { IsBackground = true }.Start((Action)(() => TryExecuteTask(task)));
            return;
        }

        _cell.SendSystemMessage(new ActorTask(task));
    }

    /// <inheritdoc />
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ActorCell.Current == _cell && TryExecuteTask(task);

    private static Exception? FailureOf(Task task) => task switch
    {
        { IsFaulted: true } => task.Exception!.InnerException!,
        { IsCanceled: true } => new TaskCanceledException(task),
        _ => null,
    };
}
