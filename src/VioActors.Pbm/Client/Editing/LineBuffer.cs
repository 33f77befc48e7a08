namespace VioActors.Pbm.Client.Editing;

/// <summary>The line being typed: its text, the cursor, and the way through the history. No terminal in it. Not thread-safe.</summary>
internal sealed class LineBuffer(IReadOnlyList<string> history)
{
    private string _draft = "";
    private int _historyIndex = history.Count;

    internal string Text { get; private set; } = "";

    /// <summary>0 to the length of the text.</summary>
    internal int Cursor { get; private set; }

    internal void Insert(string typed)
    {
        Text = Text.Insert(Cursor, typed);
        Cursor += typed.Length;
    }

    internal void Backspace()
    {
        if (Cursor > 0)
        {
            Left();
            Delete();
        }
    }

    internal void Delete()
    {
        if (Cursor < Text.Length)
        {
            Text = Text.Remove(Cursor, char.IsSurrogatePair(Text, Cursor) ? 2 : 1);
        }
    }

    internal void Left()
    {
        if (Cursor > 0)
        {
            Cursor -= Cursor > 1 && char.IsSurrogatePair(Text, Cursor - 2) ? 2 : 1;
        }
    }

    internal void Right()
    {
        if (Cursor < Text.Length)
        {
            Cursor += char.IsSurrogatePair(Text, Cursor) ? 2 : 1;
        }
    }

    internal void Home() => Cursor = 0;

    internal void End() => Cursor = Text.Length;

    internal void DeleteToStart()
    {
        Text = Text[Cursor..];
        Cursor = 0;
    }

    internal void DeleteToEnd() => Text = Text[..Cursor];

    internal void DeleteWordBefore()
    {
        var start = Cursor;
        while (start > 0 && Text[start - 1] == ' ')
        {
            start--;
        }

        while (start > 0 && Text[start - 1] != ' ')
        {
            start--;
        }

        Text = Text.Remove(start, Cursor - start);
        Cursor = start;
    }

    /// <summary>One line back in the history; what was being typed is kept for the way forth.</summary>
    internal void Older()
    {
        if (_historyIndex > 0)
        {
            if (_historyIndex == history.Count)
            {
                _draft = Text;
            }

            Show(history[--_historyIndex]);
        }
    }

    internal void Newer()
    {
        if (_historyIndex < history.Count)
        {
            _historyIndex++;
            Show(_historyIndex == history.Count ? _draft : history[_historyIndex]);
        }
    }

    private void Show(string text)
    {
        Text = text;
        Cursor = text.Length;
    }
}
