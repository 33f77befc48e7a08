namespace Akka.Cluster;

/// <summary>Something that happens once. Callbacks run on the pool, each once, also when they are registered late. Thread-safe.</summary>
internal sealed class Milestone
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _reached.Task;

    public bool IsSet => _reached.Task.IsCompleted;

    public void Set() => _reached.TrySetResult();

    public void Register(Action callback) => _reached.Task.ContinueWith(
        _ => callback(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
}
