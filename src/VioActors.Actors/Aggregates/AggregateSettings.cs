namespace VioActors.Actors.Aggregates;

/// <summary>Limits and times that all aggregates share. Immutable; thread-safe.</summary>
/// <param name="SnapshotEveryEvents">A snapshot after so many events; fewer make recovery quick and writing slow.</param>
/// <param name="BatchEventsMax">Events that one write of the journal holds; more wait for the next.</param>
/// <param name="WaitingMax">Commands of one aggregate that wait for another one's answer; more are refused as busy.</param>
/// <param name="AskTimeout">How long another aggregate may take to answer before it is asked again.</param>
/// <param name="RetryDelayMin">Pause before the second try; doubles with each.</param>
/// <param name="RetryDelayMax">Longest pause between tries.</param>
/// <param name="PrimaryLease">How long a granted claim for the office of the primary node is good for (REG-7).</param>
public sealed record AggregateSettings(
    int SnapshotEveryEvents,
    int BatchEventsMax,
    int WaitingMax,
    TimeSpan AskTimeout,
    TimeSpan RetryDelayMin,
    TimeSpan RetryDelayMax,
    TimeSpan PrimaryLease)
{
    public static AggregateSettings Default { get; } = new(
        1000, 256, 4096, TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));

    /// <summary>Pause before a try, counted from 0.</summary>
    public TimeSpan RetryDelay(int attempt)
    {
        var delay = RetryDelayMin * Math.Pow(2, Math.Min(attempt, 20));
        return delay < RetryDelayMax ? delay : RetryDelayMax;
    }
}
