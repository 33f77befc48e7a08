namespace Akka.MultiNode.Tests.Rig;

/// <summary>
/// How long things take: short by default, with leases that a busy machine does not lose; with VIOACTORS_MULTINODE_LONG=1 the defaults of
/// the engine, and disturbances of half a minute.
/// </summary>
internal static class Times
{
    /// <summary>Long enough for any machine; never part of what is proven.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static bool Long { get; } = Environment.GetEnvironmentVariable("VIOACTORS_MULTINODE_LONG") == "1";

    /// <summary>Longer than a lease.</summary>
    public static TimeSpan Disturbance { get; } = TimeSpan.FromSeconds(Long ? 30 : 6);

    /// <summary>Keys of akka.cluster.membership.</summary>
    public static string Membership { get; } = Long
        ? ""
        : "lease-duration = 5 s, safety-margin = 1500 ms, renew-interval = 500 ms, poll-interval = 300 ms, support-duration = 4 s";

    /// <summary>Keys of akka.persistence: how soon journals and snapshot stores try a database again that has failed.</summary>
    public static string Breakers { get; } = Long
        ? ""
        : "journal-plugin-fallback.circuit-breaker.reset-timeout = 2 s, "
        + "snapshot-store-plugin-fallback.circuit-breaker.reset-timeout = 2 s";

    /// <summary>Waits for a condition; says what was missing.</summary>
    public static async Task UntilAsync(Func<bool> condition, Func<string> missing)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!condition())
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"Not within {Patience}: {missing()}");
            await polls.WaitForNextTickAsync();
        }
    }

    /// <summary>Lets a disturbance last.</summary>
    public static async Task LastAsync(TimeSpan duration)
    {
        using var end = new PeriodicTimer(duration);
        await end.WaitForNextTickAsync();
    }
}
