namespace VioActors.Management.View;

/// <summary>
/// Which reads are owed to whom. A change gets the next ticket; what is found out through it is read under the same one; a question waits
/// until no ticket up to its own is open. Bounds the reads that run at once. Not thread-safe.
/// </summary>
internal sealed class ReadProgress(int runningMax)
{
    private readonly Dictionary<ViewSource, long> _due = [];
    private readonly Dictionary<ViewSource, long> _running = [];
    private readonly Queue<ViewSource> _order = new();
    private readonly SortedDictionary<long, int> _open = [];
    private long _lastTicket;

    /// <summary>Reads that are due or run.</summary>
    public bool IsIdle => _open.Count == 0;

    public long LastTicket => _lastTicket;

    /// <summary>A source changed.</summary>
    public void Change(ViewSource source) => Add(source, ++_lastTicket);

    /// <summary>A source was found out by a read of that ticket.</summary>
    public void Discover(ViewSource source, long ticket) => Add(source, ticket);

    /// <summary>Whether everything up to that ticket was read.</summary>
    public bool IsDone(long ticket) => _open.Count == 0 || _open.Keys.First() > ticket;

    /// <summary>The next read to begin; false when none is due or enough run.</summary>
    public bool TryBegin(out ViewSource source)
    {
        source = default;
        for (var tries = _order.Count; tries > 0 && _running.Count < runningMax; tries--)
        {
            source = _order.Dequeue();
            if (_running.ContainsKey(source))
            {
                // It changed again while it is being read: its turn comes when that read is back.
                _order.Enqueue(source);
                continue;
            }

            if (_due.Remove(source, out var ticket))
            {
                _running[source] = ticket;
                return true;
            }
        }

        return false;
    }

    /// <summary>A read is back.</summary>
    /// <returns>Its ticket, to be closed by <see cref="Close"/> after what it found out was added; null when it is not awaited.</returns>
    public long? End(ViewSource source) => _running.Remove(source, out var ticket) ? ticket : null;

    public void Close(long ticket)
    {
        if (--_open[ticket] == 0)
        {
            _open.Remove(ticket);
        }
    }

    private void Add(ViewSource source, long ticket)
    {
        if (_due.TryGetValue(source, out var due))
        {
            // That read has not begun, so it will show this change too; the earlier of the two tickets waits for it.
            if (due <= ticket)
            {
                return;
            }

            Close(due);
            _due[source] = ticket;
            _open[ticket] = _open.GetValueOrDefault(ticket) + 1;
            return;
        }

        _due[source] = ticket;
        _order.Enqueue(source);
        _open[ticket] = _open.GetValueOrDefault(ticket) + 1;
    }
}
