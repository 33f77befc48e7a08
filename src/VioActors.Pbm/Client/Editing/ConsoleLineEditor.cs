using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Client.Editing;

/// <summary>
/// Reads lines from the process's terminal with the usual keys: arrows, Home, End, Ctrl+A/E/U/K/W, Tab, history by Up and Down, Ctrl+D
/// at an empty
/// line to end. Draws in one row; a longer line is scrolled. Used by one reader at a time.
/// </summary>
internal sealed class ConsoleLineEditor : ILineEditor
{
    private const int UnknownTerminalColumns = 80;

    public string? ReadLine(string prompt, IReadOnlyList<string> history, Func<string, IReadOnlyList<string>> complete)
    {
        var line = new LineBuffer(history);
        Draw(prompt, line);
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                Console.Out.WriteLine();
                return line.Text;
            }

            if (key is { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } && line.Text.Length == 0)
            {
                Console.Out.WriteLine();
                return null;
            }

            if (key.Key == ConsoleKey.Tab)
            {
                Complete(line, complete);
            }
            else
            {
                LineKeys.Apply(line, key);
            }

            Draw(prompt, line);
        }
    }

    private static void Complete(LineBuffer line, Func<string, IReadOnlyList<string>> complete)
    {
        var before = line.Text[..line.Cursor];
        var candidates = complete(before);
        var typed = before[(before.LastIndexOf(' ') + 1)..];
        var common = Completion.CommonStart(candidates);
        if (common.Length > typed.Length)
        {
            line.Insert(common[typed.Length..] + (candidates.Count == 1 ? " " : ""));
        }
        else if (candidates.Count == 1)
        {
            line.Insert(" ");
        }
        else if (candidates.Count > 1)
        {
            Console.Out.WriteLine();
            Console.Out.WriteLine(string.Join("  ", candidates));
        }
    }

    private static void Draw(string prompt, LineBuffer line)
    {
        var columns = Console.WindowWidth > 0 ? Console.WindowWidth : UnknownTerminalColumns;
        var (shown, cursor) = LineWindow.Of(line, columns - TextWidth.Of(prompt) - 1);
        var back = TextWidth.Of(shown) - cursor;

        // Carriage return, text, erase to the end of the row (ECMA-48 EL), cursor back (CUB).
        Console.Out.Write($"\r{prompt}{shown}\u001b[K{(back > 0 ? $"\u001b[{back}D" : "")}");
    }
}
