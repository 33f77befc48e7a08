using System.Collections.Concurrent;
using System.Reflection;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence.Query;

/// <summary>The read journals of one actor system; each is made when it is first asked for. Thread-safe.</summary>
public sealed class PersistenceQuery : IExtension
{
    private readonly ExtendedActorSystem _system;
    private readonly ConcurrentDictionary<string, Lazy<IReadJournal>> _journals = new();

    public PersistenceQuery(ExtendedActorSystem system) => _system = system;

    public static PersistenceQuery Get(ActorSystem system) => system.WithExtension<PersistenceQuery, PersistenceQueryProvider>();

    /// <summary>The read journal whose section is <paramref name="readJournalPluginId"/>.</summary>
    /// <exception cref="ConfigurationException">There is no such section, or its class is missing or of another kind.</exception>
    public TJournal ReadJournalFor<TJournal>(string readJournalPluginId)
        where TJournal : IReadJournal
    {
        var made = _journals.GetOrAdd(readJournalPluginId, id => new Lazy<IReadJournal>(() => Make(id, typeof(TJournal))));
        IReadJournal journal;
        try
        {
            journal = made.Value;
        }
        catch
        {
            // A later call may succeed, with another configuration of the same kind.
            _journals.TryRemove(KeyValuePair.Create(readJournalPluginId, made));
            throw;
        }

        return journal is TJournal wanted
            ? wanted
            : throw new ConfigurationException(
                $"The read journal [{readJournalPluginId}] is a [{journal.GetType()}] and no [{typeof(TJournal)}].");
    }

    private IReadJournal Make(string id, Type journalType)
    {
        var defaults = journalType.GetMethod("DefaultConfiguration", BindingFlags.Public | BindingFlags.Static, []);
        if (defaults?.Invoke(null, null) is Config fallback)
            _system.Settings.InjectTopLevelFallback(fallback);
        var config = _system.Settings.Config.GetConfig(id)
            ?? throw new ConfigurationException($"Cannot make the read journal [{id}]: the configuration has no such section.");
        var typeName = config.GetString("class");
        var type = string.IsNullOrEmpty(typeName) ? null : Type.GetType(typeName, throwOnError: false);
        if (type is null || !typeof(IReadJournalProvider).IsAssignableFrom(type))
        {
            throw new ConfigurationException(
                $"Cannot make the read journal [{id}]: [{id}.class] is [{typeName}], which is no "
                + $"{nameof(IReadJournalProvider)} that can be loaded. Is its assembly deployed?");
        }

        return ((IReadJournalProvider)Activator.CreateInstance(type, _system, config)!).GetReadJournal();
    }
}

/// <summary>Makes <see cref="PersistenceQuery"/>.</summary>
public sealed class PersistenceQueryProvider : ExtensionIdProvider<PersistenceQuery>
{
    public override PersistenceQuery CreateExtension(ExtendedActorSystem system) => new(system);
}

/// <summary>Short forms.</summary>
public static class PersistenceQueryExtensions
{
    /// <summary>See <see cref="PersistenceQuery.ReadJournalFor{TJournal}"/>.</summary>
    public static TJournal ReadJournalFor<TJournal>(this ActorSystem system, string readJournalPluginId)
        where TJournal : IReadJournal => PersistenceQuery.Get(system).ReadJournalFor<TJournal>(readJournalPluginId);
}
