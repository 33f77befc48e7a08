namespace Akka.Remote.Transport;

/// <summary>
/// Growing pauses between connections that fail, or end soon after they began, so that a peer that always hangs up makes no busy loop.
/// Belongs to one loop.
/// </summary>
internal sealed class Backoff
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _longest;
    private TimeSpan _next;
    private long _failingSince;
    private long _connectedAt;
    private bool _failing;

    public Backoff(TimeSpan first, TimeSpan longest)
    {
        _first = first;
        _longest = longest;
        _next = first;
    }

    /// <summary>An attempt failed. Returns the pause before the next one.</summary>
    public TimeSpan Failed(TimeProvider time)
    {
        if (!_failing)
        {
            _failing = true;
            _failingSince = time.GetTimestamp();
        }

        return Grow();
    }

    /// <summary>For how long all attempts have failed.</summary>
    public TimeSpan FailingFor(TimeProvider time) => _failing ? time.GetElapsedTime(_failingSince) : TimeSpan.Zero;

    /// <summary>An attempt succeeded.</summary>
    public void Connected(TimeProvider time)
    {
        _failing = false;
        _connectedAt = time.GetTimestamp();
    }

    /// <summary>The connection has ended. Returns the pause before the next one: none after one that lasted.</summary>
    public TimeSpan Disconnected(TimeProvider time)
    {
        if (time.GetElapsedTime(_connectedAt) < _longest)
            return Grow();
        _next = _first;
        return TimeSpan.Zero;
    }

    private TimeSpan Grow()
    {
        var pause = _next;
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, _longest.Ticks));
        return pause;
    }
}
