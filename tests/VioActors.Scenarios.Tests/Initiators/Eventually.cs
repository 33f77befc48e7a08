namespace VioActors.Scenarios.Tests.Initiators;

/// <summary>Waits for a state that the system reaches by itself, by looking again and again, for a bounded time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Gives the first value which is what was waited for.</summary>
    public static async Task<T> ReachAsync<T>(string what, Func<Task<T>> look, Func<T, bool> isReached)
    {
        using var limit = new CancellationTokenSource(TestLimits.Answer);
        using var timer = new PeriodicTimer(Interval);
        var last = await look();
        while (!isReached(last))
        {
            try
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Not reached: {what}. The last value was {last}.");
            }

            last = await look();
        }

        return last;
    }
}
