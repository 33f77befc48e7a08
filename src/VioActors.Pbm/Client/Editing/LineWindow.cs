using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Client.Editing;

/// <summary>The part of a line that fits into a row, always with the cursor in it. Pure, thread-safe.</summary>
internal static class LineWindow
{
    private const int ColumnsMin = 8;

    /// <param name="line">The line.</param>
    /// <param name="columns">Columns that are free in the row; taken as 8 when there are fewer.</param>
    /// <returns>What to show, and how many columns of it are left of the cursor.</returns>
    internal static (string Shown, int CursorColumns) Of(LineBuffer line, int columns)
    {
        var room = Math.Max(columns, ColumnsMin);
        var start = 0;
        while (TextWidth.Of(line.Text[start..line.Cursor]) > room)
        {
            start += char.IsSurrogatePair(line.Text, start) ? 2 : 1;
        }

        var end = line.Text.Length;
        while (TextWidth.Of(line.Text[start..end]) > room)
        {
            end -= end > 1 && char.IsSurrogatePair(line.Text, end - 2) ? 2 : 1;
        }

        return (line.Text[start..end], TextWidth.Of(line.Text[start..line.Cursor]));
    }
}
