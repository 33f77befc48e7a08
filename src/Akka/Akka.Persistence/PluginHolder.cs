using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Persistence.Journal;

namespace Akka.Persistence;

/// <summary>A running plugin: its actor, its section of the configuration, and its event adapters.</summary>
internal sealed record PluginHolder(IActorRef Ref, EventAdapters Adapters, Config Config)
{
    public static PluginHolder Start(ExtendedActorSystem system, string id, string fallbackPath)
    {
        var all = system.Settings.Config;
        var section = all.GetConfig(id)
            ?? throw new ConfigurationException($"Cannot start the persistence plugin [{id}]: the configuration has no such section.");
        var config = section.WithFallback(all.GetConfig(fallbackPath));
        var typeName = config.GetString("class");
        if (string.IsNullOrEmpty(typeName))
            throw new ConfigurationException($"Cannot start the persistence plugin [{id}]: set [{id}.class] to the type of its actor.");
        var type = Type.GetType(typeName, throwOnError: false);
        if (type is null || !typeof(ActorBase).IsAssignableFrom(type))
        {
            throw new ConfigurationException(
                $"Cannot start the persistence plugin [{id}]: [{typeName}] is no actor type that"
                    + $" can be loaded. Is its assembly deployed?");
        }

        var takesConfig = type.GetConstructor([typeof(Config)]) is not null;
        var props = (takesConfig ? Props.Create(type, config) : Props.Create(type))
            .WithDispatcher(config.GetString("plugin-dispatcher", Dispatchers.DefaultDispatcherId));
        return new PluginHolder(system.SystemActorOf(props, id), EventAdapters.Create(system, config), config);
    }
}
