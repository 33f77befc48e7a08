using System.Globalization;
using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Writes strings so that the parser reads the same ones back.</summary>
internal static class HoconText
{
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var c in text)
            quoted.Append(Escaped(c));
        return quoted.Append('"').ToString();
    }

    private static string Escaped(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        < ' ' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
        _ => c.ToString(),
    };
}
