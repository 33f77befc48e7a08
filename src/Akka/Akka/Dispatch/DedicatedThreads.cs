using System.Collections.Concurrent;
using System.Globalization;
using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>A fixed number of background threads that serve one queue.</summary>
internal sealed class DedicatedThreads : ExecutorService
{
    private readonly BlockingCollection<IRunnable> _work = new(new ConcurrentQueue<IRunnable>());

    public DedicatedThreads(string id, int threadCount)
        : base(id)
    {
        for (var i = 0; i < threadCount; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{id}-{i + 1}");
            new Thread(Serve) { IsBackground = true, Name = name }.Start();
        }
    }

    /// <inheritdoc />
    public override void Execute(IRunnable run)
    {
        // After the shutdown only mailboxes of a dying system remain; the pool lets them finish.
        if (_work.IsAddingCompleted || !TryAdd(run))
            ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: false);
    }

    /// <inheritdoc />
    public override void Shutdown() => _work.CompleteAdding();

    private bool TryAdd(IRunnable run)
    {
        try
        {
            return _work.TryAdd(run);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private void Serve()
    {
        foreach (var run in _work.GetConsumingEnumerable())
            run.Run();
    }
}

/// <summary><c>executor = fork-join-executor</c>: threads of its own for a dispatcher, so that others cannot starve it.</summary>
internal sealed class DedicatedThreadsConfigurator : ExecutorServiceConfigurator
{
    private readonly int _threadCount;

    public DedicatedThreadsConfigurator(Config config, IDispatcherPrerequisites prerequisites, int threadCount)
        : base(config, prerequisites)
    {
        _threadCount = threadCount;
    }

    /// <summary><c>dedicated-thread-pool.thread-count</c>, or processors times factor within min and max.</summary>
    public static int ThreadCount(Config config)
    {
        var fixedCount = config.GetInt("dedicated-thread-pool.thread-count", 0);
        if (fixedCount > 0)
            return fixedCount;
        var factor = config.GetDouble("fork-join-executor.parallelism-factor", 1.0);
        var min = config.GetInt("fork-join-executor.parallelism-min", 2);
        var max = config.GetInt("fork-join-executor.parallelism-max", 64);
        return Math.Clamp((int)Math.Ceiling(Environment.ProcessorCount * factor), min, Math.Max(min, max));
    }

    /// <inheritdoc />
    public override ExecutorService Produce(string id) => new DedicatedThreads(id, _threadCount);
}
