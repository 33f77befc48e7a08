using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Dispatch;

/// <summary>The executors known by name; anything else is a class name.</summary>
internal static class ExecutorServiceFactory
{
    public static ExecutorServiceConfigurator Create(Config config, IDispatcherPrerequisites prerequisites)
    {
        var name = config.GetString("executor", "default-executor");
        switch (name)
        {
            case null or "" or "default-executor" or "thread-pool-executor":
                return new ThreadPoolExecutorConfigurator(config, prerequisites);
            case "fork-join-executor":
                return new DedicatedThreadsConfigurator(config, prerequisites, DedicatedThreadsConfigurator.ThreadCount(config));
            case "channel-executor":
                return new ThreadPoolExecutorConfigurator(config, prerequisites);
            case "task-executor":
                return new TaskExecutorConfigurator(config, prerequisites);
            case "current-context-executor":
                return new CurrentSynchronizationContextExecutorConfigurator(config, prerequisites);
            default:
                return ConfiguredType.Create<ExecutorServiceConfigurator>(
                    name, $"the executor of dispatcher [{config.GetString("id")}]", config, prerequisites);
        }
    }
}
