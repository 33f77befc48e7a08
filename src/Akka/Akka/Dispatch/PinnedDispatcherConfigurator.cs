using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary><c>type = PinnedDispatcher</c>: every actor gets a thread of its own, for as long as it lives.</summary>
internal sealed class PinnedDispatcherConfigurator : MessageDispatcherConfigurator
{
    public PinnedDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
    }

    /// <inheritdoc />
    public override MessageDispatcher Dispatcher() =>
        new PinnedDispatcher(this, Config.GetString("id"), new DedicatedThreadsConfigurator(Config, Prerequisites, 1));
}
