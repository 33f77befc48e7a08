using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>
/// One segment of <see cref="UnboundedMessageQueue"/>: a ring of slots, each with the ticket that may use it next. Producers
/// reserve a ticket with one compare-and-swap; the consumer owns the head. No allocation per message.
/// </summary>
internal sealed class MpscRing
{
    /// <summary>Added to the tail to refuse further tickets; larger than any ring.</summary>
    private const int FreezeOffset = 1 << 30;

    private readonly Slot[] _slots;
    private readonly int _mask;
    private int _head;
    private volatile bool _frozen;
    private int _tail;

    /// <summary>A ring of <paramref name="capacity"/> slots, a power of two.</summary>
    public MpscRing(int capacity)
    {
        _slots = new Slot[capacity];
        _mask = capacity - 1;
        for (var i = 0; i < capacity; i++)
            _slots[i].Ticket = i;
    }

    /// <summary>The ring that producers use after this one was frozen.</summary>
    public MpscRing? Next { get; set; }

    public int Capacity => _slots.Length;

    /// <summary>
    /// Whether a reserved slot has not been taken. Counts reservations that are not yet written: see the mailbox on wake-ups.
    /// </summary>
    public bool HasReserved
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _head) != End;
    }

    public int Count => Math.Max(0, End - Volatile.Read(ref _head));

    public bool IsFrozen => _frozen;

    private int End
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _frozen ? Volatile.Read(ref _tail) - FreezeOffset : Volatile.Read(ref _tail);
    }

    /// <summary>Adds a message; false when the ring is full or frozen.</summary>
    public bool TryEnqueue(in Envelope envelope)
    {
        var slots = _slots;
        while (true)
        {
            var tail = Volatile.Read(ref _tail);
            ref var slot = ref slots[tail & _mask];
            var difference = Volatile.Read(ref slot.Ticket) - tail;
            if (difference == 0)
            {
                if (Interlocked.CompareExchange(ref _tail, tail + 1, tail) != tail)
                    continue;
                slot.Envelope = envelope;
                Volatile.Write(ref slot.Ticket, tail + 1);
                return true;
            }

            if (difference < 0)
                return false;
        }
    }

    /// <summary>Takes the oldest message. Waits for a producer that has its ticket and is about to write.</summary>
    public bool TryDequeue(out Envelope envelope)
    {
        var head = _head;
        ref var slot = ref _slots[head & _mask];
        var spinner = default(SpinWait);
        while (Volatile.Read(ref slot.Ticket) != head + 1)
        {
            // Read anew each time: a freeze in progress makes the end look wrong for a moment.
            if (head == End)
            {
                envelope = default;
                return false;
            }

            spinner.SpinOnce(-1);
        }

        envelope = slot.Envelope;
        slot.Envelope = default;
        Volatile.Write(ref slot.Ticket, head + _slots.Length);
        Volatile.Write(ref _head, head + 1);
        return true;
    }

    /// <summary>Refuses further messages. Called once, under the lock of the queue.</summary>
    public void Freeze()
    {
        Interlocked.Add(ref _tail, FreezeOffset);
        _frozen = true;
    }

    private struct Slot
    {
        public Envelope Envelope;
        public int Ticket;
    }
}
