using System.Collections.Concurrent;
using System.Runtime.Serialization;

namespace Akka.Serialization;

/// <summary>Which serializer a type, a name or an identifier stands for. Thread-safe; changes are rare, lookups take no lock.</summary>
internal sealed class SerializerTable
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<int, Serializer> _byIdentifier = new();
    private readonly ConcurrentDictionary<string, Serializer> _byName = new();
    private readonly ConcurrentDictionary<string, Type> _knownTypes = new();
    private readonly Serializer _forNull;
    private volatile (Type Type, Serializer Serializer)[] _bindings = [];
    private volatile ConcurrentDictionary<Type, Serializer?> _resolved = new();

    public SerializerTable(Serializer forNull)
    {
        _forNull = forNull;
        AddSerializer("null", forNull);
    }

    public Serializer? ById(int identifier) => _byIdentifier.GetValueOrDefault(identifier);

    public Serializer? ByName(string name) => _byName.GetValueOrDefault(name);

    public void AddSerializer(string name, Serializer serializer)
    {
        var known = _byIdentifier.GetOrAdd(serializer.Identifier, serializer);
        if (known.GetType() != serializer.GetType())
        {
            throw new ArgumentException(
                $"Cannot add serializer [{serializer.GetType()}]: "
                + $"its identifier [{serializer.Identifier}] is that of [{known.GetType()}].",
                nameof(serializer));
        }

        _byIdentifier[serializer.Identifier] = serializer;
        _byName[name] = serializer;
    }

    public void Bind(Type type, Serializer serializer)
    {
        lock (_lock)
        {
            _bindings = [.. _bindings.Where(binding => binding.Type != type), (type, serializer)];
            _resolved = new();
        }

        _knownTypes[TypeNames.Of(type)] = type;
        if (serializer is JsonObjectSerializer json)
            json.Allow(type);
    }

    /// <summary>The type that a manifest names, among those that were bound.</summary>
    public Type KnownType(string manifest) => _knownTypes.GetValueOrDefault(manifest)
        ?? throw new SerializationException(
            $"Cannot deserialize: type [{manifest}] was not registered. "
            + "Bind it itself, not only a type above it, in akka.actor.serialization-bindings.");

    public Serializer For(Type? type) => TryFor(type, exceptObject: false)
        ?? throw new SerializationException(
            $"Cannot serialize a [{type}]: no serializer is bound to it. Bind it in akka.actor.serialization-bindings.");

    /// <summary>The serializer of the nearest binding at or above <paramref name="type"/>.</summary>
    public Serializer? TryFor(Type? type, bool exceptObject)
    {
        if (type is null)
            return _forNull;
        var resolved = _resolved;
        if (!resolved.TryGetValue(type, out var serializer))
            resolved[type] = serializer = Nearest(type, _bindings);
        return exceptObject && serializer == Nearest(typeof(object), _bindings) ? null : serializer;
    }

    private static Serializer? Nearest(Type type, (Type Type, Serializer Serializer)[] bindings)
    {
        (Type Type, Serializer Serializer)? nearest = null;
        foreach (var binding in bindings)
        {
            if (binding.Type == type)
                return binding.Serializer;
            if (binding.Type.IsAssignableFrom(type) && (nearest is null || nearest.Value.Type.IsAssignableFrom(binding.Type)))
                nearest = binding;
        }

        return nearest?.Serializer;
    }
}
