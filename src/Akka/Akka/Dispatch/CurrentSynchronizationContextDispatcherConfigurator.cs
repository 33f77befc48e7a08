using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>
/// <c>type = SynchronizedDispatcher</c>: actors run on the synchronization context of the thread that creates them, a UI thread
/// for instance.
/// </summary>
internal sealed class CurrentSynchronizationContextDispatcherConfigurator : MessageDispatcherConfigurator
{
    public CurrentSynchronizationContextDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
    }

    /// <inheritdoc />
    public override MessageDispatcher Dispatcher() =>
        new Dispatcher(this, Config.GetString("id"), new CurrentSynchronizationContextExecutorConfigurator(Config, Prerequisites));
}
