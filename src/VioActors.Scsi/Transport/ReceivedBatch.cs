namespace VioActors.Scsi.Transport;

/// <summary>Something that collects what it is to send until it is told to.</summary>
public interface IHeldSender
{
    /// <summary>Sends what it has collected. Neither blocks nor throws.</summary>
    void SendHeld();
}

/// <summary>
/// What a receiving thread sends while it works through what one receive brought goes out when it is through: many answers, or many
/// requests passed on, with one call of the system each way. Only threads that belong to a receiver have batches
/// (<see cref="OwnThread"/>): a thread of the pool could leave one open. Thread-safe: each thread has its own.
/// </summary>
public sealed class ReceivedBatch
{
    private const int ReceiveCountMax = 8;

    [ThreadStatic]
    private static ReceivedBatch? _own;

    private IHeldSender?[] _held = new IHeldSender[8];
    private int _count;
    private int _receives;
    private bool _isOpen;
    private volatile bool _isGivenUp;

    private ReceivedBatch()
    {
    }

    /// <summary>This thread receives and does nothing else: it ends each batch before it blocks.</summary>
    /// <returns>Its batches, for somebody who notices that it does not come back (<see cref="GiveUp"/>).</returns>
    public static ReceivedBatch OwnThread() => _own ??= new ReceivedBatch();

    /// <summary>Something was received. Without effect on a thread that is no receiver's.</summary>
    public static void Begin()
    {
        if (_own is { } own)
            own._isOpen = true;
    }

    /// <summary>
    /// Something is held, and the batch may take in what another receive brings, if that is there already: what was torn apart on its way
    /// goes on together. So few times that nobody waits long.
    /// </summary>
    public static bool MayGoOn() =>
        _own is { _isOpen: true, _isGivenUp: false, _count: > 0 } own && ++own._receives < ReceiveCountMax;

    /// <summary>Has it send at the end of the batch; false: there is none, send now.</summary>
    public static bool TryHold(IHeldSender sender) => _own is { _isOpen: true, _isGivenUp: false } own && own.Hold(sender);

    /// <summary>This thread is about to block, or is through: everything held goes out.</summary>
    public static void End() => _own?.SendAll();

    /// <summary>
    /// The thread hangs, and whoever calls this does its work from now on: what it holds goes out, and it holds nothing any more. From any
    /// thread; to be called again for as long as the thread hangs, which may have come a step further meanwhile.
    /// </summary>
    public void GiveUp()
    {
        _isGivenUp = true;
        var count = Volatile.Read(ref _count);
        var held = Volatile.Read(ref _held);
        for (var i = 0; i < Math.Min(count, held.Length); i++)
            Volatile.Read(ref held[i])?.SendHeld(); // Sent twice is sent once: the second time there is nothing.
    }

    private bool Hold(IHeldSender sender)
    {
        for (var i = 0; i < _count; i++)
        {
            if (ReferenceEquals(_held[i], sender))
                return true;
        }

        if (_count == _held.Length)
        {
            var more = new IHeldSender[_count * 2];
            _held.CopyTo(more, 0);
            Volatile.Write(ref _held, more);
        }

        Volatile.Write(ref _held[_count], sender);
        Volatile.Write(ref _count, _count + 1);
        return true;
    }

    private void SendAll()
    {
        _isOpen = false;
        _receives = 0;
        // What is answered meanwhile is sent at once; there will not be more of them.
        for (var i = 0; i < _count; i++)
        {
            _held[i]!.SendHeld();
            _held[i] = null;
        }

        _count = 0;
    }
}
