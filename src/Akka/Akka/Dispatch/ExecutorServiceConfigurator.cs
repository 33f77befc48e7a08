using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>Makes executors. A class named in <c>executor</c> needs the constructor (Config, IDispatcherPrerequisites).</summary>
public abstract class ExecutorServiceConfigurator
{
    /// <summary>For the dispatcher configured by <paramref name="config"/>.</summary>
    protected ExecutorServiceConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    {
        Config = config;
        Prerequisites = prerequisites;
    }

    /// <summary>The dispatcher's configuration.</summary>
    public Config Config { get; }

    /// <summary>What an executor may use of its system.</summary>
    public IDispatcherPrerequisites Prerequisites { get; }

    /// <summary>The executor of the dispatcher <paramref name="id"/>.</summary>
    public abstract ExecutorService Produce(string id);
}
