using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>A <see cref="TaskScheduler"/>: each piece of work is a task.</summary>
internal sealed class TaskExecutor : ExecutorService
{
    private readonly TaskScheduler _scheduler;

    public TaskExecutor(string id, TaskScheduler scheduler)
        : base(id)
    {
        _scheduler = scheduler;
    }

    /// <inheritdoc />
    public override void Execute(IRunnable run) => Task.Factory.StartNew(
        static state => ((IRunnable)state!).Run(), run, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);

    /// <inheritdoc />
    public override void Shutdown()
    {
    }
}

/// <summary><c>executor = task-executor</c>.</summary>
internal sealed class TaskExecutorConfigurator : ExecutorServiceConfigurator
{
    public TaskExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
    }

    /// <inheritdoc />
    public override ExecutorService Produce(string id) => new TaskExecutor(id, TaskScheduler.Default);
}

/// <summary><c>executor = current-context-executor</c>.</summary>
internal sealed class CurrentSynchronizationContextExecutorConfigurator : ExecutorServiceConfigurator
{
    private readonly TaskScheduler _scheduler;

    public CurrentSynchronizationContextExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
        _scheduler = SynchronizationContext.Current is null ? TaskScheduler.Default : TaskScheduler.FromCurrentSynchronizationContext();
    }

    /// <inheritdoc />
    public override ExecutorService Produce(string id) => new TaskExecutor(id, _scheduler);
}
