using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Akka.Actor;

namespace Akka.Serialization;

/// <summary>How classes look as JSON.</summary>
internal static class JsonContract
{
    private const int DepthMax = 64;

    public static JsonSerializerOptions Options(ExtendedActorSystem system, JsonTypeSet types) => new()
    {
        MaxDepth = DepthMax,
        IncludeFields = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver
        {
            Modifiers = { SkipComputedMembers, RefuseSubclasses, UseHiddenConstructors },
        },
        Converters =
        {
            new ActorRefJsonConverter(system),
            new TextJsonConverter<Address>(static address => address.ToString(), Address.Parse),
            new TextJsonConverter<ActorPath>(static path => path.ToSerializationFormat(), ActorPath.Parse),
            new ExceptionJsonConverter(types),
            new PolymorphicJsonConverterFactory(types),
            new OptionJsonConverterFactory(),
            new MapJsonConverterFactory(),
            new ConstructorJsonConverterFactory(),
        },
    };

    /// <summary>Members that are computed from others are not written: they cannot be read back and may not end.</summary>
    private static void SkipComputedMembers(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object)
            return;
        var parameters = info.Type.GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => parameter.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = info.Properties.Count - 1; i >= 0; i--)
        {
            var property = info.Properties[i];
            if (property.Set is null && !parameters.Contains(property.Name))
                info.Properties.RemoveAt(i);
        }
    }

    /// <summary>
    /// A member of a class that is not abstract is written without a class name; a subclass in it would lose its own members.
    /// </summary>
    private static void RefuseSubclasses(JsonTypeInfo info)
    {
        foreach (var property in info.Properties)
        {
            var declared = property.PropertyType;
            if (property.Get is not { } get || !MayHoldSubclass(declared))
                continue;
            var name = $"{info.Type}.{property.Name}";
            property.Get = owner => Exactly(declared, get(owner), name);
        }
    }

    private static bool MayHoldSubclass(Type declared) =>
        declared is { IsClass: true, IsSealed: false, IsAbstract: false }
        && declared != typeof(object)
        && declared.Namespace?.StartsWith("System", StringComparison.Ordinal) != true
        && !declared.IsAssignableTo(typeof(IActorRef))
        && !declared.IsAssignableTo(typeof(Exception));

    private static object? Exactly(Type declared, object? value, string name) => value is null || value.GetType() == declared
        ? value
        : throw new JsonException(
            $"[{name}] is declared as [{declared}] and holds a [{value.GetType()}], whose own members would be lost. Declare it as an "
            + "abstract class or an interface.");

    /// <summary>Singletons are their instance; a class may hide the constructor that makes an empty object.</summary>
    private static void UseHiddenConstructors(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object || info.CreateObject is not null || info.Type.IsAbstract
            || info.Type.GetConstructors().Length > 0)
        {
            return;
        }

        const BindingFlags statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly;
        var type = info.Type;
        var property = type.GetProperty("Instance", statics);
        var field = type.GetField("Instance", statics);
        if (property is not null && type.IsAssignableFrom(property.PropertyType))
            info.CreateObject = () => property.GetValue(null)!;
        else if (field is not null && type.IsAssignableFrom(field.FieldType))
            info.CreateObject = () => field.GetValue(null)!;
        else if (type.GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, []) is { } hidden)
            info.CreateObject = () => hidden.Invoke(null);
    }
}
