namespace Akka.Actor;

/// <summary>A bucket of the wheel: entries in the order they came. Used by the wheel's thread only.</summary>
internal sealed class LinkedTimerEntries
{
    private TimerEntry? _last;

    public TimerEntry? First { get; private set; }

    public void Add(TimerEntry entry)
    {
        entry.Bucket = this;
        entry.Previous = _last;
        entry.Next = null;
        if (_last is null)
            First = entry;
        else
            _last.Next = entry;
        _last = entry;
    }

    public void Remove(TimerEntry entry)
    {
        if (entry.Previous is null)
            First = entry.Next;
        else
            entry.Previous.Next = entry.Next;
        if (entry.Next is null)
            _last = entry.Previous;
        else
            entry.Next.Previous = entry.Previous;
        entry.Previous = null;
        entry.Next = null;
        entry.Bucket = null;
    }
}
