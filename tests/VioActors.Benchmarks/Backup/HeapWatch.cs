namespace VioActors.Benchmarks.Backup;

/// <summary>
/// How much of the managed heap was live at most while something ran, over what was live before: everything that nobody holds is collected
/// before each look, so that garbage counts for nothing. It looks some twenty times, evenly over the time that the work takes, and never
/// for more than half of the time; what is watched is not timed.
/// </summary>
internal sealed class HeapWatch : IAsyncDisposable
{
    private const double Mebibyte = 1 << 20;
    private const int LookCount = 20;
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly TimeSpan _pause;
    private readonly long _before = Live();
    private readonly Task _watching;
    private long _peak;

    /// <param name="expected">How long the work takes when nobody looks.</param>
    public HeapWatch(TimeSpan expected)
    {
        _pause = expected / LookCount;
        _peak = _before;
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>At most, and at the end; in MiB. Ends the watch.</summary>
    public async Task<(double Peak, double Left)> GrowthAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        var left = Live();
        return ((Math.Max(_peak, left) - _before) / Mebibyte, (left - _before) / Mebibyte);
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
        try
        {
            var look = TimeSpan.Zero;
            while (true)
            {
                using var pause = new PeriodicTimer(new[] { _pause, look, PauseMin }.Max());
                await pause.WaitForNextTickAsync(_stop.Token);
                var begun = TimeProvider.System.GetTimestamp();
                _peak = Math.Max(_peak, Live());
                look = TimeProvider.System.GetElapsedTime(begun);
            }
        }
        catch (OperationCanceledException)
        {
            // The work has ended.
        }
    }
}
