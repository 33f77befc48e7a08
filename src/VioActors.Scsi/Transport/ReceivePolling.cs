namespace VioActors.Scsi.Transport;

/// <summary>
/// Decides whether a receiver's own thread looks for what comes next for a while before it sleeps. To fall asleep and be woken costs more
/// than a small request, and an initiator with few requests under way sends the next one some microseconds after an answer.
/// <para>Looks in vain are made up for: after each, twice as many receives sleep at once as after the last one, up to a limit; each that
/// finds something halves their number. So a connection whose requests are far apart costs next to nothing, and one whose requests follow
/// each other is looked after at nearly every receive. For one receiver at a time.</para>
/// </summary>
/// <param name="limit">Of one look; zero: it never looks.</param>
public sealed class ReceivePolling(TimeSpan limit, PollingSlots slots, TimeProvider time)
{
    /// <summary>Receives that sleep at once after looks in vain, at most.</summary>
    public const int PauseMax = 256;

    /// <summary>Tries of one look, also when the clock does not move: each takes a fraction of a microsecond.</summary>
    public const int TryCountMax = 1024;

    private int _pause;
    private int _pauseLeft;
    private int _tries;
    private long _began;

    /// <summary>A receive begins: true when its thread looks, until <see cref="End"/>.</summary>
    public bool TryBegin()
    {
        if (limit == TimeSpan.Zero)
            return false;
        if (_pauseLeft > 0)
        {
            _pauseLeft--;
            return false;
        }

        if (!slots.TryTake())
            return false;
        (_began, _tries) = (time.GetTimestamp(), 0);
        return true;
    }

    /// <summary>After a try in vain: whether there is time for another.</summary>
    public bool GoesOn() => ++_tries < TryCountMax && time.GetElapsedTime(_began) < limit;

    /// <summary>After <see cref="TryBegin"/>, once.</summary>
    /// <param name="found">Something came, or the connection ended.</param>
    public void End(bool found)
    {
        slots.Free();
        _pause = found ? _pause / 2 : Math.Clamp(_pause * 2, 1, PauseMax);
        _pauseLeft = _pause;
    }
}
