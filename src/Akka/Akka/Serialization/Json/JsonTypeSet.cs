using System.Collections.Concurrent;
using System.Runtime.Serialization;

namespace Akka.Serialization;

/// <summary>
/// The types that JSON may name, by name. One that learns takes every type it is asked to name; it serves copies inside a process only.
/// Thread-safe.
/// </summary>
internal sealed class JsonTypeSet
{
    private static readonly (Type Type, string Name)[] BuiltIn =
    [
        (typeof(bool), "bool"), (typeof(byte), "byte"), (typeof(sbyte), "sbyte"), (typeof(short), "short"), (typeof(ushort), "ushort"),
        (typeof(int), "int"), (typeof(uint), "uint"), (typeof(long), "long"), (typeof(ulong), "ulong"), (typeof(float), "float"),
        (typeof(double), "double"), (typeof(decimal), "decimal"), (typeof(char), "char"), (typeof(string), "string"),
        (typeof(Guid), "guid"), (typeof(DateTime), "datetime"), (typeof(DateTimeOffset), "datetimeoffset"), (typeof(TimeSpan), "timespan"),
        (typeof(Uri), "uri"), (typeof(byte[]), "bytes"), (typeof(Version), "version"), (typeof(Actor.IActorRef), "actor"),
        (typeof(Actor.Address), "address"), (typeof(Exception), "exception"),
    ];

    private readonly ConcurrentDictionary<string, Type> _types = new();
    private readonly ConcurrentDictionary<Type, string> _names = new();
    private readonly bool _learns;

    public JsonTypeSet(bool learns)
    {
        _learns = learns;
        foreach (var (type, name) in BuiltIn)
            Add(type, name);
    }

    /// <summary>Takes <paramref name="type"/> in; of an interface or abstract class also what implements it in its assembly.</summary>
    public void Add(Type type)
    {
        Add(type, TypeNames.Of(type));
        if (!type.IsAbstract || type.IsGenericTypeDefinition)
            return;
        foreach (var implementation in type.Assembly.GetTypes())
        {
            if (implementation is { IsAbstract: false, IsGenericTypeDefinition: false } && type.IsAssignableFrom(implementation))
                Add(implementation, TypeNames.Of(implementation));
        }
    }

    /// <summary>The name of <paramref name="type"/>. Throws <see cref="SerializationException"/> when it is not one of these.</summary>
    public string NameOf(Type type)
    {
        if (_names.TryGetValue(type, out var name))
            return name;
        if (typeof(Actor.IActorRef).IsAssignableFrom(type))
            return "actor";
        if (typeof(Exception).IsAssignableFrom(type))
            return "exception";
        if (!_learns)
        {
            throw new SerializationException(
                $"Cannot write a [{type}] as JSON: the type is not registered. "
                + "Bind it to a serializer in akka.actor.serialization-bindings, "
                + "or add it to akka.actor.serialization-settings.json.types.");
        }

        Add(type, TypeNames.Of(type));
        return _names[type];
    }

    /// <summary>The type of a name. Throws <see cref="SerializationException"/> when it is not one of these.</summary>
    public Type TypeOf(string name) => TryTypeOf(name)
        ?? throw new SerializationException(
            $"Cannot read JSON of type [{name}]: the type is not registered. Bind it to a serializer in akka.actor.serialization-bindings "
            + "or add it to akka.actor.serialization-settings.json.types.");

    /// <summary>The type of a name, <c>null</c> when it is not one of these.</summary>
    public Type? TryTypeOf(string? name) => name is null ? null : _types.GetValueOrDefault(name);

    /// <summary>Takes <paramref name="type"/> in if this set learns.</summary>
    public void Learn(Type type)
    {
        if (_learns)
            Add(type, TypeNames.Of(type));
    }

    private void Add(Type type, string name)
    {
        _types[name] = type;
        _names[type] = name;
    }
}
