namespace Akka.Dispatch.SysMsg;

/// <summary>A cell to itself: run a continuation of an asynchronous handler in the actor's context.</summary>
internal sealed class ActorTask : SystemMessage
{
    public ActorTask(Task task)
    {
        Task = task;
    }

    public Task Task { get; }
}

/// <summary>A cell to itself: an asynchronous handler is complete; go on with the mailbox.</summary>
internal sealed class ActorTaskCompleted : SystemMessage
{
    public ActorTaskCompleted(Exception? failure)
    {
        Failure = failure;
    }

    public Exception? Failure { get; }
}
