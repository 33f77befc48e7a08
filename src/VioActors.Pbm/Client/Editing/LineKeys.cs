namespace VioActors.Pbm.Client.Editing;

/// <summary>Which key does what to the line. Pure.</summary>
internal static class LineKeys
{
    internal static void Apply(LineBuffer line, ConsoleKeyInfo key)
    {
        if (key.Modifiers == ConsoleModifiers.Control)
        {
            ApplyControl(line, key.Key);
            return;
        }

        switch (key.Key)
        {
            case ConsoleKey.Backspace:
                line.Backspace();
                break;
            case ConsoleKey.Delete:
                line.Delete();
                break;
            case ConsoleKey.LeftArrow:
                line.Left();
                break;
            case ConsoleKey.RightArrow:
                line.Right();
                break;
            case ConsoleKey.Home:
                line.Home();
                break;
            case ConsoleKey.End:
                line.End();
                break;
            case ConsoleKey.UpArrow:
                line.Older();
                break;
            case ConsoleKey.DownArrow:
                line.Newer();
                break;
            case ConsoleKey.Escape:
                line.End();
                line.DeleteToStart();
                break;
            default:
                if (key.KeyChar != '\0' && !char.IsControl(key.KeyChar))
                {
                    line.Insert(key.KeyChar.ToString());
                }

                break;
        }
    }

    private static void ApplyControl(LineBuffer line, ConsoleKey key)
    {
        switch (key)
        {
            case ConsoleKey.A:
                line.Home();
                break;
            case ConsoleKey.E:
                line.End();
                break;
            case ConsoleKey.U:
                line.DeleteToStart();
                break;
            case ConsoleKey.K:
                line.DeleteToEnd();
                break;
            case ConsoleKey.W:
                line.DeleteWordBefore();
                break;
            case ConsoleKey.D:
                line.Delete();
                break;
        }
    }
}
