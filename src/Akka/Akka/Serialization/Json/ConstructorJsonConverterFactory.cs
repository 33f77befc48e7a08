using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Akka.Serialization;

/// <summary>
/// Classes with several constructors, and structs whose members only a constructor sets: written and read by the longest constructor whose
/// parameters are all members of the type. Thread-safe.
/// </summary>
internal sealed class ConstructorJsonConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert is { IsAbstract: false, IsArray: false, IsPrimitive: false, IsEnum: false }
        && typeToConvert != typeof(string)
        && !typeof(IEnumerable).IsAssignableFrom(typeToConvert)
        && !typeof(Delegate).IsAssignableFrom(typeToConvert)
        && typeToConvert.Namespace?.StartsWith("System", StringComparison.Ordinal) != true
        && (typeToConvert.IsValueType ? IsSetByConstructorOnly(typeToConvert) : IsAmbiguous(typeToConvert))
        && Choose(typeToConvert) is not null;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var constructor = Choose(typeToConvert)!;
        var members = constructor.GetParameters().Select(parameter => MemberFor(typeToConvert, parameter)!).ToArray();
        return (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert), constructor, members)!;
    }

    private static bool IsAmbiguous(Type type)
    {
        var constructors = type.GetConstructors();
        return constructors.Length > 1
            && constructors.All(constructor => constructor.GetParameters().Length > 0)
            && !constructors.Any(constructor => constructor.IsDefined(typeof(JsonConstructorAttribute)));
    }

    /// <summary>Structs always have a constructor without parameters, which would leave such members empty.</summary>
    private static bool IsSetByConstructorOnly(Type type) =>
        type.GetConstructors().SelectMany(constructor => constructor.GetParameters())
            .Any(parameter => MemberFor(type, parameter) is PropertyInfo { CanWrite: false } or FieldInfo { IsInitOnly: true });

    private static ConstructorInfo? Choose(Type type) => type.GetConstructors()
        .OrderByDescending(constructor => constructor.GetParameters().Length)
        .FirstOrDefault(constructor => constructor.GetParameters().All(parameter => MemberFor(type, parameter) is not null));

    private static MemberInfo? MemberFor(Type type, ParameterInfo parameter)
    {
        const BindingFlags flags = BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase;
        return (MemberInfo?)type.GetProperty(parameter.Name!, flags) ?? type.GetField(parameter.Name!, flags);
    }

    private sealed class Converter<T> : JsonConverter<T>
        where T : notnull
    {
        private readonly ConstructorInfo _constructor;
        private readonly ParameterInfo[] _parameters;
        private readonly MemberInfo[] _members;

        public Converter(ConstructorInfo constructor, MemberInfo[] members)
        {
            _constructor = constructor;
            _parameters = constructor.GetParameters();
            _members = members;
        }

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var arguments = new object?[_parameters.Length];
            for (var i = 0; i < arguments.Length; i++)
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object
                    && document.RootElement.TryGetProperty(_members[i].Name, out var written))
                {
                    arguments[i] = written.Deserialize(_parameters[i].ParameterType, options);
                }
            }

            try
            {
                return (T)_constructor.Invoke(arguments);
            }
            catch (TargetInvocationException error)
            {
                var reason = error.InnerException;
                throw new JsonException($"The constructor of [{typeof(T)}] refused: {reason?.Message}", reason);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            for (var i = 0; i < _members.Length; i++)
            {
                var member = _members[i] is PropertyInfo property ? property.GetValue(value) : ((FieldInfo)_members[i]).GetValue(value);
                writer.WritePropertyName(_members[i].Name);
                JsonSerializer.Serialize(writer, member, _parameters[i].ParameterType, options);
            }

            writer.WriteEndObject();
        }
    }
}
