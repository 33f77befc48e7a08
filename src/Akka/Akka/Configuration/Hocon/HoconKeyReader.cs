namespace Akka.Configuration.Hocon;

/// <summary>Reads keys: dotted, quoted, or both.</summary>
internal static class HoconKeyReader
{
    private const string NeverUnquoted = "$\"{}[]:=,#";

    public static bool IsUnquoted(HoconReader reader) =>
        !reader.AtEnd && reader.Current != '\n' && !reader.AtComment && !HoconReader.IsBlank(reader.Current)
        && !NeverUnquoted.Contains(reader.Current);

    /// <summary>Reads to <paramref name="closing"/>, or to what follows a key when it is NUL. The closing character is left.</summary>
    public static List<string> ReadPath(HoconReader reader, char closing)
    {
        var start = reader.Position;
        var keys = new List<string>();
        var key = string.Empty;
        var blanks = string.Empty;
        var quoted = false;
        while (true)
        {
            if (!quoted && key.Length == 0)
                reader.TakeBlanks();
            if (reader.Current == '"')
            {
                key += blanks + reader.ReadQuoted();
                (quoted, blanks) = (true, string.Empty);
            }
            else if (reader.Current == '.')
            {
                reader.Position++;
                keys.Add(Checked(reader, key, quoted, start));
                (key, quoted, blanks) = (string.Empty, false, string.Empty);
            }
            else if (IsUnquoted(reader) && reader.Current != closing && !reader.LooksAt("+="))
            {
                key += blanks + ReadUnquoted(reader, closing);
                blanks = string.Empty;
            }
            else if (reader.TakeBlanks() is { Length: > 0 } gap)
            {
                blanks = gap;
            }
            else
            {
                keys.Add(Checked(reader, key, quoted, start));
                return Bounded(reader, keys, start);
            }
        }
    }

    private static string ReadUnquoted(HoconReader reader, char closing)
    {
        var start = reader.Position;
        while (IsUnquoted(reader) && reader.Current != '.' && reader.Current != closing && !reader.LooksAt("+="))
            reader.Position++;
        return reader.Slice(start);
    }

    private static string Checked(HoconReader reader, string key, bool quoted, int start) =>
        key.Length > 0 || quoted ? key : throw reader.Fail("a key is empty: quote it, or remove the extra dot", start);

    private static List<string> Bounded(HoconReader reader, List<string> keys, int start) =>
        keys.Count <= HoconSyntax.DepthMax
            ? keys
            : throw reader.Fail($"the path has more than {HoconSyntax.DepthMax} keys", start);
}
