using System.Text.Encodings.Web;
using System.Text.Json;

namespace VioActors.Pbm.Rendering;

/// <summary>Output of commands that print no table, for programs. Pure, thread-safe.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>JSON as it is; fields in two columns as an object; anything else as the text of one.</summary>
    public static string Of(string text)
    {
        if (text.StartsWith('[') || text.StartsWith('{'))
        {
            return text;
        }

        var lines = text.Split('\n');
        var fields = lines.Select(Field).ToList();
        var isTable = lines.Length > 1 && fields.TrueForAll(field => field is not null);
        return isTable
            ? JsonSerializer.Serialize(
                fields.GroupBy(field => field!.Value.Name).ToDictionary(group => group.Key, group => group.First()!.Value.Value), Indented)
            : JsonSerializer.Serialize(new Dictionary<string, object> { ["text"] = lines.Length == 1 ? text : lines }, Indented);
    }

    // Two or more spaces stand between a field's name and its value.
    private static (string Name, string Value)? Field(string line)
    {
        var gap = line.IndexOf("  ", StringComparison.Ordinal);
        return gap > 0 ? (line[..gap], line[gap..].Trim()) : null;
    }
}
