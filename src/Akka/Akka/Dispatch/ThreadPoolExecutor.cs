using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>The .NET thread pool.</summary>
internal sealed class ThreadPoolExecutor : ExecutorService
{
    public ThreadPoolExecutor(string id)
        : base(id)
    {
    }

    /// <inheritdoc />
    public override void Execute(IRunnable run) => ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: true);

    /// <inheritdoc />
    public override void Shutdown()
    {
    }
}

/// <summary><c>executor = thread-pool-executor</c>, and the default.</summary>
internal sealed class ThreadPoolExecutorConfigurator : ExecutorServiceConfigurator
{
    public ThreadPoolExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
    }

    /// <inheritdoc />
    public override ExecutorService Produce(string id) => new ThreadPoolExecutor(id);
}
