namespace VioActors.Pbm.Client;

/// <summary>Text from a host, safe for a terminal. Pure, thread-safe.</summary>
public static class Printable
{
    /// <summary>Control characters but the tab become '?': names that others chose must not steer the terminal.</summary>
    public static string Of(string line) =>
        line.Any(IsUnsafe) ? string.Create(line.Length, line, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = IsUnsafe(text[i]) ? '?' : text[i];
            }
        }) : line;

    private static bool IsUnsafe(char c) => char.IsControl(c) && c != '\t';
}
