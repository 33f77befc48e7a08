using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Akka.Serialization;

/// <summary>
/// Exceptions as the name of their class, message, stack and cause. One of a class that is not known, or that cannot be made of a
/// message, is read as a <see cref="RemoteException"/>. Thread-safe.
/// </summary>
internal sealed class ExceptionJsonConverter : JsonConverter<Exception>
{
    private static readonly Dictionary<string, Type> Common = new[]
    {
        typeof(Exception), typeof(ArgumentException), typeof(ArgumentNullException), typeof(ArgumentOutOfRangeException),
        typeof(InvalidOperationException), typeof(NotSupportedException), typeof(NotImplementedException), typeof(TimeoutException),
        typeof(OperationCanceledException), typeof(TaskCanceledException), typeof(FormatException), typeof(OverflowException),
        typeof(DivideByZeroException), typeof(ArithmeticException), typeof(IndexOutOfRangeException), typeof(NullReferenceException),
        typeof(InvalidCastException), typeof(KeyNotFoundException), typeof(IOException), typeof(UnauthorizedAccessException),
        typeof(ApplicationException), typeof(ObjectDisposedException),
        typeof(Actor.ActorKilledException), typeof(Actor.AskTimeoutException), typeof(Actor.ActorNotFoundException),
    }.ToDictionary(TypeNames.Of);

    private readonly JsonTypeSet _types;

    public ExceptionJsonConverter(JsonTypeSet types)
    {
        _types = types;
    }

    public override bool CanConvert(Type typeToConvert) => typeof(Exception).IsAssignableFrom(typeToConvert);

    public override Exception Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var written = JsonSerializer.Deserialize<Written>(ref reader, options) ?? throw new JsonException("An exception was expected.");
        var type = Common.GetValueOrDefault(written.Type) ?? _types.TryTypeOf(written.Type);
        var error = type is null ? null : Make(type, written);
        error ??= new RemoteException(written.Type, written.Message, written.Cause);
        return typeToConvert.IsInstanceOfType(error)
            ? error
            : throw new JsonException($"A [{written.Type}] was read where a [{typeToConvert}] was expected.");
    }

    public override void Write(Utf8JsonWriter writer, Exception value, JsonSerializerOptions options)
    {
        var name = TypeNames.Of(value.GetType());
        _types.Learn(value.GetType());
        JsonSerializer.Serialize(writer, new Written(name, value.Message, value.StackTrace, value.InnerException), options);
    }

    private static Exception? Make(Type type, Written written)
    {
        const BindingFlags flags = BindingFlags.Instance | BindingFlags.Public;
        try
        {
            if (type.GetConstructor(flags, [typeof(string), typeof(Exception)]) is { } withCause)
                return (Exception)withCause.Invoke([written.Message, written.Cause]);
            if (type.GetConstructor(flags, [typeof(string)]) is { } withMessage)
                return (Exception)withMessage.Invoke([written.Message]);
            return type.GetConstructor(flags, []) is { } plain ? (Exception)plain.Invoke(null) : null;
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }

    internal sealed record Written(string Type, string Message, string? Stack, Exception? Cause);
}
