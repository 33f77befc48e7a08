using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Journal;

namespace Akka.Persistence;

/// <summary>The journals and snapshot stores of one actor system; they start when they are asked for. Thread-safe.</summary>
public class PersistenceExtension : IExtension
{
    private const string JournalFallbackPath = "akka.persistence.journal-plugin-fallback";
    private const string SnapshotFallbackPath = "akka.persistence.snapshot-store-plugin-fallback";

    private readonly ExtendedActorSystem _system;
    private readonly ConcurrentDictionary<string, Lazy<PluginHolder>> _plugins = new();
    private readonly ConcurrentDictionary<string, JournalSignal> _signals = new();
    private readonly Lazy<IStashOverflowStrategy> _overflowStrategy;
    private readonly Lazy<IActorRef> _recoveryPermitter;
    private readonly string _writerPrefix = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    public PersistenceExtension(ExtendedActorSystem system)
    {
        _system = system;
        _system.Settings.InjectTopLevelFallback(Persistence.DefaultConfig());
        var config = system.Settings.Config;
        Settings = new PersistenceSettings(system, config.GetConfig("akka.persistence"));
        _overflowStrategy = new Lazy<IStashOverflowStrategy>(() => OverflowStrategies.FromConfig(system.Settings.Config));
        _recoveryPermitter = new Lazy<IActorRef>(() => system.SystemActorOf(
            Akka.Persistence.RecoveryPermitter.Props(Settings.MaxConcurrentRecoveries), "recoveryPermitter"));
        foreach (var id in config.GetStringList("akka.persistence.journal.auto-start-journals"))
            JournalFor(id);
        foreach (var id in config.GetStringList("akka.persistence.snapshot-store.auto-start-snapshot-stores"))
            SnapshotStoreFor(id);
    }

    /// <summary>What actors do, unless they say otherwise, when the stash for messages during a write is full.</summary>
    public IStashOverflowStrategy DefaultInternalStashOverflowStrategy => _overflowStrategy.Value;

    public PersistenceSettings Settings { get; }

    internal IActorRef RecoveryPermitter => _recoveryPermitter.Value;

    /// <summary>An id for an actor that has none of its own: its path without the address.</summary>
    public string PersistenceId(IActorRef actor) => actor.Path.ToStringWithoutAddress();

    public EventAdapters AdaptersFor(string journalPluginId) => Journal(journalPluginId).Adapters;

    /// <summary>The journal of an id; of the default journal when the id is empty.</summary>
    /// <exception cref="ConfigurationException">The id has no section, or its class is missing or no actor.</exception>
    public IActorRef JournalFor(string journalPluginId) => Journal(journalPluginId).Ref;

    /// <summary>The snapshot store of an id; of the default store when the id is empty.</summary>
    /// <exception cref="ConfigurationException">The id has no section, or its class is missing or no actor.</exception>
    public IActorRef SnapshotStoreFor(string snapshotPluginId) =>
        Plugin(snapshotPluginId, "akka.persistence.snapshot-store.plugin", SnapshotFallbackPath).Ref;

    /// <summary>Tells of the writes of a journal; of the default journal when the id is empty.</summary>
    internal JournalSignal SignalOf(string journalPluginId) => _signals.GetOrAdd(JournalId(journalPluginId), _ => new JournalSignal());

    internal string JournalId(string? id) =>
        string.IsNullOrEmpty(id) ? _system.Settings.Config.GetString("akka.persistence.journal.plugin") : id;

    internal Config JournalConfigFor(string journalPluginId) => Journal(journalPluginId).Config;

    internal EventAdapters AdaptersFor(IActorRef journal) =>
        _plugins.Values.Where(plugin => plugin.IsValueCreated && plugin.Value.Ref.Equals(journal))
            .Select(plugin => plugin.Value.Adapters).FirstOrDefault() ?? EventAdapters.Identity;

    internal string WriterIdFor(int actorInstanceId) =>
        _writerPrefix + "-" + actorInstanceId.ToString(CultureInfo.InvariantCulture);

    private PluginHolder Journal(string id) => Plugin(id, "akka.persistence.journal.plugin", JournalFallbackPath);

    private PluginHolder Plugin(string? id, string defaultPath, string fallbackPath)
    {
        var chosen = string.IsNullOrEmpty(id) ? _system.Settings.Config.GetString(defaultPath) : id;
        if (string.IsNullOrEmpty(chosen))
            throw new ConfigurationException($"Cannot start a persistence plugin: no default is set. Set [{defaultPath}] to a plugin id.");
        return _plugins.GetOrAdd(
            chosen, static (key, state) => new Lazy<PluginHolder>(() => PluginHolder.Start(state._system, key, state.fallbackPath)),
            (_system, fallbackPath)).Value;
    }
}
