namespace VioActors.Benchmarks.Backup;

/// <summary>
/// How much of the managed heap was live at most while something ran, over what was live before: everything that nobody holds is collected
/// before each look, so that garbage counts for nothing. That takes time: what is watched is not timed.
/// </summary>
internal sealed class HeapWatch : IAsyncDisposable
{
    private const double Mebibyte = 1 << 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly long _before = Live();
    private readonly Task _watching;
    private long _peak;

    public HeapWatch()
    {
        _peak = _before;
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>In MiB; ends the watch.</summary>
    public async Task<double> GrowthAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        return (_peak - _before) / Mebibyte;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private static long Live()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        var heap = GC.GetGCMemoryInfo(GCKind.Any);
        return heap.HeapSizeBytes - heap.FragmentedBytes;
    }

    private async Task WatchAsync()
    {
        using var looks = new PeriodicTimer(Pause);
        try
        {
            while (await looks.WaitForNextTickAsync(_stop.Token))
                _peak = Math.Max(_peak, Live());
        }
        catch (OperationCanceledException)
        {
            _peak = Math.Max(_peak, Live());
        }
    }
}
