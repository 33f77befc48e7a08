using System.Globalization;
using System.Xml;
using VioActors.Api.Messages;

namespace VioActors.Api.Xml;

/// <summary>Values of attributes. Thread-safe.</summary>
internal static class ScalarText
{
    /// <summary>Numbers in invariant form, times in UTC as xs:dateTime, enumerations with a small first letter.</summary>
    public static string Write(object value) => value switch
    {
        string text => Printable(text),
        bool flag => flag ? "true" : "false",
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        Enum name => CamelCase(name.ToString()),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A {value.GetType().Name} is no value of an attribute.", nameof(value)),
    };

    /// <exception cref="VioXmlException">The text passed the schema and still is no such value.</exception>
    public static object Read(Type type, string text)
    {
        try
        {
            return type switch
            {
                _ when type == typeof(string) => text,
                _ when type == typeof(bool) => XmlConvert.ToBoolean(text),
                _ when type == typeof(int) => XmlConvert.ToInt32(text),
                _ when type == typeof(long) => XmlConvert.ToInt64(text),
                _ when type == typeof(DateTimeOffset) => XmlConvert.ToDateTimeOffset(text),
                _ when type.IsEnum => Enum.Parse(type, text, ignoreCase: true),
                _ => throw new ArgumentException($"A {type.Name} is no value of an attribute."),
            };
        }
        catch (Exception cause) when (cause is FormatException or OverflowException)
        {
            throw new VioXmlException(VioFaultCode.NotValid, $"'{text}' is no {type.Name}: {cause.Message}", cause);
        }
    }

    public static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    // Names from outside may hold what XML cannot carry at all (XML 1.0 clause 2.2).
    private static string Printable(string text)
    {
        foreach (var c in text)
        {
            if (!XmlConvert.IsXmlChar(c))
            {
                return string.Concat(text.Select((c, index) => XmlConvert.IsXmlChar(c) || IsHalfOfPair(text, index) ? c : '\uFFFD'));
            }
        }

        return text;
    }

    private static bool IsHalfOfPair(string text, int index) =>
        (index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]))
        || (index > 0 && char.IsSurrogatePair(text[index - 1], text[index]));
}
