using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.TestKit;

/// <summary>Makes the <see cref="CallingThreadDispatcher"/> of a system. Thread-safe.</summary>
public class CallingThreadDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly Lazy<CallingThreadDispatcher> _dispatcher;

    /// <summary>For the dispatcher configured by <paramref name="config"/>.</summary>
    public CallingThreadDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
        _dispatcher = new(() => new CallingThreadDispatcher(this));
    }

    /// <inheritdoc />
    public override MessageDispatcher Dispatcher() => _dispatcher.Value;
}
