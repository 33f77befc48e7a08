using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary><c>type = Dispatcher</c>: one dispatcher for all its actors, on the executor that the configuration names.</summary>
internal sealed class DispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly MessageDispatcher _dispatcher;

    public DispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
        var id = config.GetString("id");
        var executor = ConfigureExecutor();
        _dispatcher = executor is ThreadPoolExecutorConfigurator
            ? new ThreadPoolDispatcher(this, id)
            : new Dispatcher(this, id, executor);
    }

    /// <inheritdoc />
    public override MessageDispatcher Dispatcher() => _dispatcher;
}
