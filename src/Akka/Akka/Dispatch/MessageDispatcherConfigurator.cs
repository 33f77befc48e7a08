using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>
/// Makes a dispatcher from its configuration. A class named in <c>type</c> needs the constructor (Config,
/// IDispatcherPrerequisites).
/// </summary>
public abstract class MessageDispatcherConfigurator
{
    /// <summary>For the dispatcher configured by <paramref name="config"/>.</summary>
    protected MessageDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    {
        Config = config;
        Prerequisites = prerequisites;
    }

    /// <summary>The configuration, with its <c>id</c>.</summary>
    public Config Config { get; }

    /// <summary>What a dispatcher may use of its system.</summary>
    public IDispatcherPrerequisites Prerequisites { get; }

    /// <summary>The dispatcher: one for all its actors, or a new one for each.</summary>
    public abstract MessageDispatcher Dispatcher();

    /// <summary>The executor that <c>executor</c> names.</summary>
    protected ExecutorServiceConfigurator ConfigureExecutor() => ExecutorServiceFactory.Create(Config, Prerequisites);
}
