using System.Diagnostics;

namespace VioActors.Storage.Volumes;

/// <summary>
/// Decides whether I/O on a volume is done on the thread that asks for it. One call that took long says that the system waits for a device,
/// or holds writers back; one that has not ended says so already: those after it go to other threads, so that a volume that hangs holds
/// one of its callers' threads and not all of them. Thread-safe; times are those of <see cref="Stopwatch.GetTimestamp"/>.
/// </summary>
public sealed class CallsHere
{
    /// <summary>5 ms: far more than a copy takes, also on a busy machine.</summary>
    public static readonly long SlowTicks = Stopwatch.Frequency / 200;

    /// <summary>How long calls go elsewhere after a slow one has ended.</summary>
    public static readonly long ElsewhereTicks = Stopwatch.Frequency / 10;

    private long _elsewhereUntil;
    private long _oldestBegun;

    /// <summary>Whether a call may be made here now.</summary>
    public bool MayBegin(long now)
    {
        if (now < Volatile.Read(ref _elsewhereUntil))
            return false;
        var oldest = Volatile.Read(ref _oldestBegun);
        return oldest == 0 || now - oldest <= SlowTicks;
    }

    /// <summary>A call begins.</summary>
    /// <returns>Whether it is the one that others are judged by: to be given to <see cref="End"/>.</returns>
    public bool Begin(long now) => Interlocked.CompareExchange(ref _oldestBegun, now, 0) == 0;

    /// <summary>A call has ended.</summary>
    public void End(bool isOldest, long begun, long now)
    {
        if (now - begun > SlowTicks)
            Volatile.Write(ref _elsewhereUntil, now + ElsewhereTicks);
        if (isOldest)
            Volatile.Write(ref _oldestBegun, 0);
    }
}
