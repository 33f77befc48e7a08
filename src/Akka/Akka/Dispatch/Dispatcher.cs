namespace Akka.Dispatch;

/// <summary>The event-driven dispatcher: all its actors share the threads of one executor.</summary>
public class Dispatcher : MessageDispatcher
{
    private readonly ExecutorServiceConfigurator _executors;
    private readonly Lock _gate = new();
    private ExecutorService? _executor;

    internal Dispatcher(MessageDispatcherConfigurator configurator, string id, ExecutorServiceConfigurator executors)
        : base(configurator)
    {
        Id = id;
        _executors = executors;
    }

    private ExecutorService Executor => Volatile.Read(ref _executor) ?? MakeExecutor();

    /// <inheritdoc />
    protected override void ExecuteTask(IRunnable run) => Executor.Execute(run);

    /// <inheritdoc />
    protected override void Shutdown()
    {
        lock (_gate)
        {
            _executor?.Shutdown();
            _executor = null;
        }
    }

    private ExecutorService MakeExecutor()
    {
        lock (_gate)
            return _executor ??= _executors.Produce(Id);
    }
}
