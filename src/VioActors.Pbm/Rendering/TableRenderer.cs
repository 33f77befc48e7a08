using System.Text;

namespace VioActors.Pbm.Rendering;

/// <summary>Tables to text. Lines are separated by '\n', none at the end. Pure, thread-safe.</summary>
public static class TableRenderer
{
    private const string Gap = "  ";

    /// <exception cref="InvalidOperationException">The options name a field that the table lacks.</exception>
    public static string Render(Table table, TableOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        var shown = options.Fields.Count == 0 ? table : table.Select(options.Fields);
        return options.Format switch
        {
            TableFormat.Csv => Csv(shown),
            TableFormat.Json => JsonTable.Render(shown),
            TableFormat.Delimited => Delimited(shown, options.Delimiter),
            _ => Aligned(shown),
        };
    }

    private static string Aligned(Table table)
    {
        var heading = table.Columns.Select(c => c.Name).ToArray();
        var lines = table.Rows.Select(row => row.Select(c => OneLine(c.Shown)).ToArray()).Prepend(heading).ToList();
        var widths = table.Columns.Select((_, i) => lines.Max(line => TextWidth.Of(line[i]))).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            var start = text.Length;
            for (var i = 0; i < line.Length; i++)
            {
                var pad = new string(' ', widths[i] - TextWidth.Of(line[i]));
                text.Append(i == 0 ? "" : Gap).Append(table.Columns[i].AlignRight ? pad + line[i] : line[i] + pad);
            }

            while (text.Length > start && text[^1] == ' ')
            {
                text.Length--;
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }

    private static string OneLine(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;

    // RFC 4180, with '\n' for the line end, as every other output of the host has it.
    private static string Csv(Table table)
    {
        var rows = table.Rows.Select(row => row.Select(c => c.Raw)).Prepend(table.Columns.Select(c => c.Field));
        return string.Join('\n', rows.Select(row => string.Join(',', row.Select(Quoted))));
    }

    private static string Quoted(string value) =>
        value.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;

    private static string Delimited(Table table, char delimiter) =>
        string.Join('\n', table.Rows.Select(row => string.Join(delimiter, row.Select(c => Escaped(c.Raw, delimiter)))));

    // A delimiter inside of a field would shift all fields behind it.
    private static string Escaped(string value, char delimiter)
    {
        if (value.AsSpan().IndexOfAny(['\\', '\n', '\r', delimiter]) < 0)
        {
            return value;
        }

        var text = new StringBuilder();
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                _ when c == '\\' || c == delimiter => $"\\{c}",
                _ => c.ToString(),
            });
        }

        return text.ToString();
    }
}
