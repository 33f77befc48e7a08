using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Akka.Configuration.Hocon;

/// <summary>Reads objects of a program as configuration values.</summary>
internal static class ObjectSource
{
    public static HoconValue ToValue(object? source) => ToValue(source, 0);

    private static HoconValue ToValue(object? source, int depth)
    {
        if (depth > HoconSyntax.DepthMax)
            throw new ConfigurationException($"The object is nested deeper than {HoconSyntax.DepthMax}; does it contain itself?");
        return new HoconValue(source switch
        {
            null => new HoconLiteral(null),
            string text => new HoconLiteral(text),
            bool flag => new HoconLiteral(flag ? "true" : "false"),
            TimeSpan span => new HoconLiteral(span == Timeout.InfiniteTimeSpan
                ? "infinite"
                : span.TotalMilliseconds.ToString(CultureInfo.InvariantCulture) + " ms"),
            Enum name => new HoconLiteral(name.ToString()),
            IFormattable number => new HoconLiteral(number.ToString(null, CultureInfo.InvariantCulture)),
            IDictionary dictionary => FromDictionary(dictionary, depth),
            IEnumerable items => new HoconArray(items.Cast<object?>().Select(item => ToValue(item, depth + 1))),
            _ => FromProperties(source, depth),
        });
    }

    private static HoconObject FromDictionary(IDictionary dictionary, int depth)
    {
        var result = new HoconObject();
        foreach (DictionaryEntry entry in dictionary)
            result.Items[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = ToValue(entry.Value, depth + 1);
        return result;
    }

    private static HoconObject FromProperties(object source, int depth)
    {
        var result = new HoconObject();
        foreach (var property in source.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (property.GetIndexParameters().Length == 0)
                result.Items[property.Name] = ToValue(property.GetValue(source), depth + 1);
        }

        return result;
    }
}
