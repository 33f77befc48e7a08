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
public static class ReceivedBatch
{
    [ThreadStatic]
    private static List<IHeldSender>? _held;

    [ThreadStatic]
    private static bool _isOwn;

    [ThreadStatic]
    private static bool _isOpen;

    /// <summary>This thread receives and does nothing else: it ends each batch before it blocks.</summary>
    public static void OwnThread()
    {
        _isOwn = true;
        _held ??= [];
    }

    /// <summary>Something was received. Without effect on a thread that is no receiver's.</summary>
    public static void Begin() => _isOpen = _isOwn;

    /// <summary>Has it send at the end of the batch; false: there is none, send now.</summary>
    public static bool TryHold(IHeldSender sender)
    {
        if (!_isOpen)
            return false;
        var held = _held!;
        if (held.Count == 0 || !held.Contains(sender))
            held.Add(sender);
        return true;
    }

    /// <summary>This thread is about to block, or is through: everything held goes out.</summary>
    public static void End()
    {
        _isOpen = false;
        if (_held is not { Count: > 0 } held)
            return;
        // What is answered meanwhile is sent at once; the list does not grow.
        foreach (var sender in held)
            sender.SendHeld();
        held.Clear();
    }
}
