namespace Akka.Configuration.Hocon;

/// <summary>Splits a dotted path; a quoted key may hold dots.</summary>
internal static class HoconPath
{
    public static IReadOnlyList<string> Split(string path)
    {
        if (!path.Contains('"'))
            return path.Split('.', StringSplitOptions.TrimEntries);
        try
        {
            var reader = new HoconReader(path, "path");
            return HoconKeyReader.ReadPath(reader, closing: '\0');
        }
        catch (HoconParserException e)
        {
            throw new ConfigurationException($"[{path}] is not a path of a configuration: {e.Message}", e);
        }
    }

    public static string Join(IEnumerable<string> keys) =>
        string.Join('.', keys.Select(key => key.Contains('.') || key.Length == 0 ? HoconText.Quoted(key) : key));
}
