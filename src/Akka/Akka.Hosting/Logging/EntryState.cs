using System.Collections;
using Akka.Event;

namespace Akka.Hosting.Logging;

/// <summary>A log entry as providers for structured logs read it: named values, and a text. Immutable.</summary>
internal sealed class EntryState : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _values = [];
    private readonly string _text;

    public EntryState(LogEvent entry)
    {
        _text = $"[{entry.LogSource}] {entry.Message}";
        Add("LogSource", entry.LogSource);
        Add("Thread", entry.Thread.ManagedThreadId);
        Add("Timestamp", entry.Timestamp);
        var template = entry.Message as LogMessage;
        if (template is not null)
        {
            var names = NamesOf(template.Format);
            var index = 0;
            foreach (var value in template.Parameters())
                Add(index < names.Count ? names[index++] : $"{index++}", value);
        }

        // By custom the last value, under this name: the template when there is one.
        Add("{OriginalFormat}", template?.Format ?? $"{entry.Message}");
    }

    public int Count => _values.Count;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => _text;

    /// <summary>The names of the holes in order, each once: {Name}, {@Name,10:F2}, {0}.</summary>
    private static List<string> NamesOf(string template)
    {
        var names = new List<string>();
        for (var at = 0; at < template.Length; at++)
        {
            if (template[at] != '{')
                continue;
            if (at + 1 < template.Length && template[at + 1] == '{')
            {
                at++;
                continue;
            }

            var end = template.IndexOf('}', at);
            if (end < 0)
                break;
            var hole = template.AsSpan(at + 1, end - at - 1);
            var length = hole.IndexOfAny(',', ':');
            var name = (length < 0 ? hole : hole[..length]).Trim().TrimStart("@$").ToString();
            if (name.Length > 0 && !names.Contains(name))
                names.Add(name);
            at = end;
        }

        // Holes with numbers may stand in any order.
        return names.TrueForAll(name => int.TryParse(name, out _)) ? [.. names.OrderBy(int.Parse)] : names;
    }

    private void Add(string name, object? value) => _values.Add(KeyValuePair.Create(name, value));
}
