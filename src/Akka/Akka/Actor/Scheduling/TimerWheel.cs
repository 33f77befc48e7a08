using System.Collections.Concurrent;

namespace Akka.Actor;

/// <summary>
/// A hashed wheel: an entry lies in the bucket of its due tick modulo the number of buckets. Adding and cancelling are
/// thread-safe and wait for nobody; turning belongs to one thread.
/// </summary>
internal sealed class TimerWheel
{
    private readonly LinkedTimerEntries[] _buckets;
    private readonly ConcurrentQueue<TimerEntry> _added = new();
    private readonly ConcurrentQueue<TimerEntry> _ended = new();
    private readonly long _tickDuration;
    private readonly Action<Exception> _failed;
    private long _tick;
    private int _count;

    /// <summary>
    /// A wheel of <paramref name="bucketCount"/> buckets (rounded up to a power of two), <paramref name="tickDuration"/> of 100
    /// ns each.
    /// </summary>
    public TimerWheel(int bucketCount, long tickDuration, Action<Exception> failed)
    {
        _buckets = new LinkedTimerEntries[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)bucketCount)];
        for (var i = 0; i < _buckets.Length; i++)
            _buckets[i] = new LinkedTimerEntries();
        _tickDuration = tickDuration;
        _failed = failed;
    }

    /// <summary>Entries that wait, cancelled ones included until they are swept.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds an entry whose <see cref="TimerEntry.DueTime"/> is set; true when it is the first one.</summary>
    public bool Add(TimerEntry entry)
    {
        _added.Enqueue(entry);
        return Interlocked.Increment(ref _count) == 1;
    }

    /// <summary>Ends an entry and frees its place at the next turn.</summary>
    public void End(TimerEntry entry)
    {
        entry.End();
        _ended.Enqueue(entry);
    }

    /// <summary>Runs everything that is due at <paramref name="now"/>, in ticks of 100 ns since the start.</summary>
    public void Turn(long now)
    {
        var last = now / _tickDuration;
        Place();
        Sweep();
        if (last - _tick > _buckets.Length)
        {
            // Nothing was turned for a whole round: each bucket once is enough.
            _tick = last - _buckets.Length;
        }

        while (_tick < last)
        {
            _tick++;
            RunBucket(_buckets[_tick & (_buckets.Length - 1)]);
            Place();
        }
    }

    private void Place()
    {
        while (_added.TryDequeue(out var entry))
        {
            if (entry.IsCancelled)
                Interlocked.Decrement(ref _count);
            else
                Link(entry);
        }
    }

    private void Link(TimerEntry entry)
    {
        // Rounded up: never early. In the past: at the next tick.
        var due = (entry.DueTime + _tickDuration - 1) / _tickDuration;
        entry.DueTick = Math.Max(due, _tick + 1);
        _buckets[entry.DueTick & (_buckets.Length - 1)].Add(entry);
    }

    private void Sweep()
    {
        while (_ended.TryDequeue(out var entry))
        {
            if (entry.Bucket is null)
                continue;
            entry.Bucket.Remove(entry);
            Interlocked.Decrement(ref _count);
        }
    }

    private void RunBucket(LinkedTimerEntries bucket)
    {
        for (var entry = bucket.First; entry is not null;)
        {
            var next = entry.Next;
            if (entry.IsCancelled)
            {
                bucket.Remove(entry);
                Interlocked.Decrement(ref _count);
            }
            else if (entry.DueTick <= _tick)
            {
                bucket.Remove(entry);
                Run(entry);
            }

            entry = next;
        }
    }

    private void Run(TimerEntry entry)
    {
        try
        {
            entry.Run();
        }
        catch (Exception error)
        {
            _failed(error);
        }

        if (entry.Interval > 0 && !entry.IsCancelled)
        {
            entry.DueTime += entry.Interval;
            Link(entry);
        }
        else
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
