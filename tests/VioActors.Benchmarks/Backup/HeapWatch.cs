namespace VioActors.Benchmarks.Backup;

/// <summary>
/// How much the managed heap grew at most while something ran: what was live at the collections in between, over what was live before.
/// </summary>
internal sealed class HeapWatch : IDisposable
{
    private const double Mebibyte = 1 << 20;

    private readonly long _before;
    private readonly Timer _timer;
    private long _peak;

    public HeapWatch()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        _before = _peak = GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes;
        _timer = new Timer(_ => Look(), null, 10, 10);
    }

    /// <summary>In MiB.</summary>
    public double Growth
    {
        get
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
            Look();
            return (Interlocked.Read(ref _peak) - _before) / Mebibyte;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var now = GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes;
        long peak;
        while (now > (peak = Interlocked.Read(ref _peak)) && Interlocked.CompareExchange(ref _peak, now, peak) != peak)
        {
        }
    }
}
