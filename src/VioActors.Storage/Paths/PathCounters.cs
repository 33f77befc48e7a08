namespace VioActors.Storage.Paths;

/// <summary>Counts the I/O of one volume on a path. Thread-safe; a few interlocked operations an I/O.</summary>
internal sealed class PathCounters(TimeProvider time)
{
    private long _inFlight;
    private long _answered;
    private long _failed;
    private long _waited;
    private long _waitedTicks;
    private long _progressAt;

    public PathFigures Figures
    {
        get
        {
            var inFlight = Volatile.Read(ref _inFlight);
            var since = inFlight == 0 ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref _progressAt));
            return new PathFigures(
                inFlight,
                Volatile.Read(ref _answered),
                Volatile.Read(ref _failed),
                Volatile.Read(ref _waited),
                time.GetElapsedTime(0, Volatile.Read(ref _waitedTicks)),
                since);
        }
    }

    public void NoteAnswer() => Interlocked.Increment(ref _answered);

    public void NoteFailure() => Interlocked.Increment(ref _failed);

    public long BeginWait()
    {
        var now = time.GetTimestamp();
        if (Interlocked.Increment(ref _inFlight) == 1)
            Volatile.Write(ref _progressAt, now);
        return now;
    }

    public void EndWait(long begun)
    {
        var now = time.GetTimestamp();
        Interlocked.Decrement(ref _inFlight);
        Interlocked.Increment(ref _waited);
        Interlocked.Add(ref _waitedTicks, now - begun);
        Volatile.Write(ref _progressAt, now);
    }
}
