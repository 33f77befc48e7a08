using System.Diagnostics;

namespace Akka.Cluster.Tools.Tests.Fixtures;

/// <summary>Waits for conditions, never for durations.</summary>
public static class Eventually
{
    /// <summary>Long enough for any machine; never part of what is proven.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Returns when <paramref name="condition"/> holds; fails with <paramref name="what"/> when it never does. Runs
    /// <paramref name="meanwhile"/> between attempts, and <paramref name="instead"/> tells what there was instead.
    /// </summary>
    public static async Task HoldsAsync(
        Func<bool> condition, string what, Func<Task>? meanwhile = null, Func<Task<string>>? instead = null)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed >= Patience)
                Assert.Fail($"Waited in vain until {what}." + (instead is null ? "" : $" Instead: {await instead()}"));
            if (meanwhile is not null)
                await meanwhile();
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
            await pause.WaitForNextTickAsync();
        }
    }
}
