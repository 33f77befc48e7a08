namespace VioActors.Benchmarks.Engine;

/// <summary>The benchmark document: each command owns the lines between its two markers.</summary>
internal static class BenchmarkDocument
{
    /// <summary>docs/benchmarks.md of the checkout that <paramref name="start"/> lies in; null outside of one.</summary>
    public static string? Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var document = Path.Combine(folder.FullName, "docs", "benchmarks.md");
            if (File.Exists(document))
                return document;
        }

        return null;
    }

    /// <summary>Puts <paramref name="section"/> between the markers; at the end of the document when it has none yet.</summary>
    /// <exception cref="InvalidDataException">There is a first marker without its last one.</exception>
    public static void Replace(string document, string name, string section)
    {
        var (first, last) = ($"<!-- {name}: begin -->", $"<!-- {name}: end -->");
        var text = File.ReadAllText(document);
        var block = $"{first}\n{section.Trim()}\n{last}";
        var begin = text.IndexOf(first, StringComparison.Ordinal);
        if (begin < 0)
        {
            File.WriteAllText(document, $"{text.TrimEnd()}\n\n{block}\n");
            return;
        }

        var end = text.IndexOf(last, begin, StringComparison.Ordinal);
        if (end < 0)
            throw new InvalidDataException($"[{document}] has the line {first} without {last}: add it where the section ends.");
        File.WriteAllText(document, text[..begin] + block + text[(end + last.Length)..]);
    }
}
