namespace VioActors.Pbm.Rendering;

/// <summary>One object as lines of "name  value", for the commands that show a single thing. Pure, thread-safe.</summary>
public static class RecordText
{
    /// <summary>Rendered as a table of one row when the user asked for a form for programs, else one field a line.</summary>
    public static string Render(Table table, TableOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Format != TableFormat.Table || table.Rows.Count != 1)
        {
            return TableRenderer.Render(table, options);
        }

        var shown = options.Fields.Count == 0 ? table : table.Select(options.Fields);
        var width = shown.Columns.Max(c => TextWidth.Of(c.Name));
        return string.Join('\n', shown.Columns.Select((c, i) => Line(c.Name, width, shown.Rows[0][i].Shown)));
    }

    private static string Line(string name, int width, string value) =>
        $"{name}{new string(' ', width - TextWidth.Of(name))}  {value}".TrimEnd();
}
