using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Dispatch;

/// <summary>The dispatchers of a system, made from configuration when first asked for. Thread-safe.</summary>
public sealed class Dispatchers
{
    /// <summary>The dispatcher of actors that name none.</summary>
    public static readonly string DefaultDispatcherId = "akka.actor.default-dispatcher";

    /// <summary>The dispatcher of the engine's own actors.</summary>
    public static readonly string InternalDispatcherId = "akka.actor.internal-dispatcher";

    /// <summary>The dispatcher that runs in the synchronization context of the creator.</summary>
    public static readonly string SynchronizedDispatcherId = "akka.actor.synchronized-dispatcher";

    private const int AliasDepthMax = 20;

    private readonly ConcurrentDictionary<string, MessageDispatcherConfigurator> _configurators = new();
    private readonly ActorSystem _system;

    internal Dispatchers(ActorSystem system, IDispatcherPrerequisites prerequisites)
    {
        _system = system;
        Prerequisites = prerequisites;
    }

    /// <summary>What dispatchers may use of the system.</summary>
    public IDispatcherPrerequisites Prerequisites { get; }

    /// <summary>The configuration of the default dispatcher.</summary>
    public Config DefaultDispatcherConfig => Config(DefaultDispatcherId);

    /// <summary>The default dispatcher.</summary>
    public MessageDispatcher DefaultGlobalDispatcher => Lookup(DefaultDispatcherId);

    internal MessageDispatcher InternalDispatcher => Lookup(InternalDispatcherId);

    /// <summary>
    /// The dispatcher <paramref name="dispatcherName"/>. Throws <see cref="ConfigurationException"/> when it is not configured.
    /// </summary>
    public MessageDispatcher Lookup(string dispatcherName) =>
        Configurator(string.IsNullOrEmpty(dispatcherName) ? DefaultDispatcherId : dispatcherName, 0).Dispatcher();

    /// <summary>Whether the configuration has a dispatcher <paramref name="id"/>.</summary>
    public bool HasDispatcher(string id) => _configurators.ContainsKey(id) || _system.Settings.Config.HasPath(id);

    /// <summary>Adds a dispatcher in code; false when the name is taken.</summary>
    public bool RegisterConfigurator(string id, MessageDispatcherConfigurator configurator) => _configurators.TryAdd(id, configurator);

    internal void Shutdown()
    {
        foreach (var configurator in _configurators.Values)
            configurator.Dispatcher().End();
    }

    private MessageDispatcherConfigurator Configurator(string id, int depth)
    {
        if (_configurators.TryGetValue(id, out var known))
            return known;
        var config = _system.Settings.Config;
        if (!config.HasPath(id))
        {
            throw new ConfigurationException(
                $"Dispatcher [{id}] is not configured. Add a block of that name, or use {DefaultDispatcherId}.");
        }

        if (config.GetValue(id).IsString())
        {
            if (depth >= AliasDepthMax)
                throw new ConfigurationException($"Dispatcher [{id}] is an alias of an alias more than "
                    + $"{AliasDepthMax} times over; is there a loop?");
            return _configurators.GetOrAdd(id, Configurator(config.GetString(id), depth + 1));
        }

        return _configurators.GetOrAdd(id, name => Create(name, Config(name)));
    }

    private Config Config(string id)
    {
        var name = id[(id.LastIndexOf('.') + 1)..];
        return ConfigurationFactory.ParseString($"id = \"{id}\"\nname = \"{name}\"")
            .WithFallback(_system.Settings.Config.GetConfig(id))
            .WithFallback(_system.Settings.Config.GetConfig(DefaultDispatcherId));
    }

    private MessageDispatcherConfigurator Create(string id, Config config)
    {
        var type = config.GetString("type", "Dispatcher");
        return type switch
        {
            "Dispatcher" or "TaskDispatcher" or "ForkJoinDispatcher" => new DispatcherConfigurator(config, Prerequisites),
            "PinnedDispatcher" => new PinnedDispatcherConfigurator(config, Prerequisites),
            "SynchronizedDispatcher" => new CurrentSynchronizationContextDispatcherConfigurator(config, Prerequisites),
            _ => ConfiguredType.Create<MessageDispatcherConfigurator>(type, $"dispatcher [{id}]", config, Prerequisites),
        };
    }
}
