using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence.Journal;

/// <summary>
/// The event adapters of one journal, chosen by the most specific bound type of an event. Thread-safe.
/// </summary>
public class EventAdapters
{
    private readonly IReadOnlyList<(Type Type, IEventAdapter Adapter)> _bindings;
    private readonly ConcurrentDictionary<Type, IEventAdapter> _byType = new();

    private EventAdapters(IReadOnlyList<(Type Type, IEventAdapter Adapter)> bindings) => _bindings = bindings;

    internal static EventAdapters Identity { get; } = new([]);

    internal bool IsIdentity => _bindings.Count == 0;

    /// <summary>Reads <c>event-adapters</c> and <c>event-adapter-bindings</c> of a journal's section.</summary>
    /// <exception cref="ConfigurationException">An adapter cannot be made, or a binding names an unknown adapter or type.</exception>
    public static EventAdapters Create(ExtendedActorSystem system, Config config)
    {
        var adapters = config.GetConfig("event-adapters");
        var bindings = config.GetConfig("event-adapter-bindings");
        if (adapters.IsNullOrEmpty() || bindings.IsNullOrEmpty())
            return Identity;
        var byName = adapters.AsEnumerable().ToDictionary(pair => pair.Key, pair => Make(system, pair.Key, pair.Value.GetString()));
        var bound = new List<(Type, IEventAdapter)>();
        foreach (var (typeName, value) in bindings.AsEnumerable())
        {
            var names = value.IsArray() ? value.GetStringList() : [value.GetString()];
            var type = Type.GetType(typeName, throwOnError: false)
                ?? throw new ConfigurationException($"The event adapter binding [{typeName}] names a type that cannot be loaded.");
            bound.Add((type, Combine(names.Select(name => byName.GetValueOrDefault(name)
                ?? throw new ConfigurationException($"The event adapter binding [{typeName}] names an"
                    + $" unknown adapter [{name}].")).ToArray())));
        }

        return new EventAdapters(MostSpecificFirst(bound));
    }

    public IEventAdapter Get<T>() => Get(typeof(T));

    public IEventAdapter Get(Type type) => _byType.GetOrAdd(type, Find);

    private static IEventAdapter Make(ExtendedActorSystem system, string name, string typeName)
    {
        var type = Type.GetType(typeName, throwOnError: false);
        if (type is null)
            throw new ConfigurationException($"The event adapter [{name}] has the type [{typeName}], which cannot be loaded.");
        var made = type.GetConstructor([typeof(ExtendedActorSystem)]) is not null
            ? Activator.CreateInstance(type, system)
            : Activator.CreateInstance(type);
        return made switch
        {
            IEventAdapter both => both,
            IWriteEventAdapter write => new OneWayEventAdapter(write, IdentityEventAdapter.Instance),
            IReadEventAdapter read => new OneWayEventAdapter(IdentityEventAdapter.Instance, read),
            _ => throw new ConfigurationException(
                $"The event adapter [{name}] has the type [{typeName}], which is no {nameof(IEventAdapter)}."),
        };
    }

    private static IEventAdapter Combine(IEventAdapter[] adapters) => adapters.Length == 1
        ? adapters[0]
        : new OneWayEventAdapter(adapters[0], new CombinedReadEventAdapter(adapters));

    private static List<(Type, IEventAdapter)> MostSpecificFirst(IEnumerable<(Type Type, IEventAdapter Adapter)> bound)
    {
        var sorted = new List<(Type Type, IEventAdapter Adapter)>();
        foreach (var binding in bound)
        {
            var at = sorted.FindIndex(other => other.Type.IsAssignableFrom(binding.Type));
            sorted.Insert(at < 0 ? sorted.Count : at, binding);
        }

        return sorted;
    }

    private IEventAdapter Find(Type type)
    {
        foreach (var (bound, adapter) in _bindings)
        {
            if (bound.IsAssignableFrom(type))
                return adapter;
        }

        return IdentityEventAdapter.Instance;
    }

    private sealed class OneWayEventAdapter(IWriteEventAdapter write, IReadEventAdapter read) : IEventAdapter
    {
        public string Manifest(object evt) => write.Manifest(evt);

        public object ToJournal(object evt) => write.ToJournal(evt);

        public IEventSequence FromJournal(object evt, string manifest) => read.FromJournal(evt, manifest);
    }

    private sealed class CombinedReadEventAdapter(IReadEventAdapter[] adapters) : IReadEventAdapter
    {
        public IEventSequence FromJournal(object evt, string manifest) =>
            EventSequence.Create(adapters.SelectMany(adapter => adapter.FromJournal(evt, manifest).Events));
    }
}
