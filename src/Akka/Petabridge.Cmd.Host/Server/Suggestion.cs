namespace Petabridge.Cmd.Host.Server;

/// <summary>Finds the name that a mistyped one was meant to be. Pure, thread-safe.</summary>
internal static class Suggestion
{
    private const int DistanceMax = 2;

    /// <returns>" Did you mean [x]?", or nothing when no name is near.</returns>
    internal static string For(string typed, IEnumerable<string> names)
    {
        if (typed.Length > Protocol.Word.LengthMax)
        {
            return "";
        }

        var nearest = names.Select(n => (Name: n, Distance: Distance(typed, n))).OrderBy(c => c.Distance).FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Min(DistanceMax, nearest.Name.Length / 2)
            ? $" Did you mean [{nearest.Name}]?"
            : "";
    }

    // Levenshtein, one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? diagonal : diagonal + 1;
                diagonal = row[j];
                row[j] = Math.Min(cost, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
