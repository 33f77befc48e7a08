namespace VioActors.Actors.Vios.Cke.Relay;

/// <summary>
/// How long requests are held, one timer for all that begin within a sixteenth of that: each is held for at least fifteen sixteenths of it.
/// Thread-safe.
/// </summary>
internal sealed class SharedLimit(TimeSpan limit, TimeProvider time)
{
    private readonly Lock _sync = new();
    private CancellationTokenSource? _current;
    private long _since;

    /// <summary>Cancelled when a request that begins now has been held for long enough.</summary>
    public CancellationToken Begin()
    {
        lock (_sync)
        {
            var now = time.GetTimestamp();
            if (_current is null || time.GetElapsedTime(_since, now) > limit / 16)
            {
                // The former one is let go of by its timer.
                _current = new CancellationTokenSource(limit, time);
                _since = now;
            }

            return _current.Token;
        }
    }
}
