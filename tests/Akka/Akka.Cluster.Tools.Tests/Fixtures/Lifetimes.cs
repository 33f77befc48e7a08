using System.Diagnostics;

namespace Akka.Cluster.Tools.Tests.Fixtures;

/// <summary>
/// When instances of actors lived, in an order that all nodes of the process share. Two of one name at the same time are noted at once.
/// </summary>
public sealed class Lifetimes
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _living = [];
    private readonly List<string> _overlaps = [];
    private readonly List<(string Name, string Node)> _starts = [];
    private readonly Dictionary<(string Name, string Node), long> _ends = [];

    public IReadOnlyList<string> Overlaps
    {
        get
        {
            lock (_lock)
                return [.. _overlaps];
        }
    }

    public IReadOnlyList<(string Name, string Node)> Starts
    {
        get
        {
            lock (_lock)
                return [.. _starts];
        }
    }

    public void Begin(string name, string node)
    {
        lock (_lock)
        {
            if (_living.TryGetValue(name, out var other))
                _overlaps.Add($"{name}: started on {node} while it lived on {other}");
            _living[name] = node;
            _starts.Add((name, node));
        }
    }

    public void End(string name, string node)
    {
        lock (_lock)
        {
            if (_living.TryGetValue(name, out var living) && living == node)
                _living.Remove(name);
            _ends[(name, node)] = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>The time stamp of its last end on a node; <c>null</c>: it has not ended there.</summary>
    public long? EndedAt(string name, string node)
    {
        lock (_lock)
            return _ends.TryGetValue((name, node), out var end) ? end : null;
    }

    /// <summary>The node where it lives; <c>null</c>: nowhere.</summary>
    public string? Where(string name)
    {
        lock (_lock)
            return _living.GetValueOrDefault(name);
    }

    /// <summary>How many live.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _living.Count;
        }
    }
}
