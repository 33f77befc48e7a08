namespace Akka.Dispatch;

/// <summary>Threads that run the work of dispatchers. Thread-safe.</summary>
public abstract class ExecutorService
{
    /// <summary>An executor for the dispatcher <paramref name="id"/>.</summary>
    protected ExecutorService(string id)
    {
        Id = id;
    }

    /// <summary>The dispatcher it belongs to.</summary>
    public string Id { get; }

    /// <summary>Runs <paramref name="run"/>, soon.</summary>
    public abstract void Execute(IRunnable run);

    /// <summary>Frees the threads.</summary>
    public abstract void Shutdown();
}
