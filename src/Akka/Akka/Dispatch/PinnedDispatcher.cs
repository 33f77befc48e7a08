namespace Akka.Dispatch;

/// <summary>A dispatcher with one thread and one actor; the thread ends with the actor.</summary>
internal sealed class PinnedDispatcher : Dispatcher
{
    public PinnedDispatcher(MessageDispatcherConfigurator configurator, string id, ExecutorServiceConfigurator executors)
        : base(configurator, id, executors)
    {
    }

    private protected override void OnEmpty() => Shutdown();
}
