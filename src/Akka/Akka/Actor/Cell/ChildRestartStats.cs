namespace Akka.Actor;

/// <summary>What a supervisor knows of a child: the reference and its recent restarts. Used by the supervisor's thread only.</summary>
public class ChildRestartStats
{
    private TimeSpan _windowStart;

    /// <summary>A child without restarts.</summary>
    public ChildRestartStats(IInternalActorRef child, uint maxNrOfRetriesCount = 0, long restartTimeWindowStartTicks = 0)
    {
        Child = child;
        MaxNrOfRetriesCount = maxNrOfRetriesCount;
        _windowStart = TimeSpan.FromTicks(restartTimeWindowStartTicks);
    }

    /// <summary>The incarnation of the child.</summary>
    public long Uid => Child.Path.Uid;

    /// <summary>The child.</summary>
    public IInternalActorRef Child { get; }

    /// <summary>Restarts in the current window.</summary>
    public uint MaxNrOfRetriesCount { get; private set; }

    /// <summary>Start of the window in ticks of the scheduler's monotonic clock; 0 before the first restart.</summary>
    public long RestartTimeWindowStartTicks => _windowStart.Ticks;

    /// <summary>
    /// Counts a restart and says whether it is allowed: at most <paramref name="maxNrOfRetries"/> (negative: any number)
    /// within <paramref name="withinTimeMilliseconds"/> (0 or less: ever). The window begins with the first restart.
    /// </summary>
    internal bool RequestRestartPermission(int maxNrOfRetries, int withinTimeMilliseconds, TimeSpan now)
    {
        if (maxNrOfRetries == 0)
            return false;
        if (withinTimeMilliseconds <= 0)
        {
            MaxNrOfRetriesCount++;
            return maxNrOfRetries < 0 || MaxNrOfRetriesCount <= maxNrOfRetries;
        }

        // A window without a count allows one restart in it.
        var retries = maxNrOfRetries < 0 ? 1 : maxNrOfRetries;
        var inside = _windowStart != TimeSpan.Zero && now - _windowStart <= TimeSpan.FromMilliseconds(withinTimeMilliseconds);
        if (!inside)
        {
            MaxNrOfRetriesCount = 1;
            _windowStart = now == TimeSpan.Zero ? TimeSpan.FromTicks(1) : now;
            return true;
        }

        if (MaxNrOfRetriesCount >= retries)
            return false;
        MaxNrOfRetriesCount++;
        return true;
    }
}
