using System.Globalization;

namespace VioActors.Pbm.Client;

/// <summary>The lines typed in one shell, the oldest forgotten first; numbers stay as they were given. Not thread-safe.</summary>
internal sealed class ShellHistory
{
    internal const int LinesMax = 500;
    private readonly Queue<string> _lines = new();
    private int _forgotten;

    internal void Add(string line)
    {
        if (_lines.Count > 0 && _lines.Last() == line)
        {
            return;
        }

        _lines.Enqueue(line);
        if (_lines.Count > LinesMax)
        {
            _lines.Dequeue();
            _forgotten++;
        }
    }

    /// <returns>The line that <c>!!</c> or <c>!n</c> stands for, the line itself when it is neither, or null when there is no such
    /// line.</returns>
    internal string? Expand(string line)
    {
        if (!line.StartsWith('!'))
        {
            return line;
        }

        if (line == "!!")
        {
            return _lines.LastOrDefault();
        }

        var isNumber = int.TryParse(line.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return isNumber ? _lines.ElementAtOrDefault(number - 1 - _forgotten) : null;
    }

    internal IReadOnlyList<string> Lines => [.. _lines];

    internal IEnumerable<string> Numbered() =>
        _lines.Select((line, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1 + _forgotten,5}  {line}"));
}
