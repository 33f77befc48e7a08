namespace VioActors.Storage.Paths;

/// <summary>Counters of a path since its start, not one consistent moment. Immutable.</summary>
/// <param name="InFlight">I/Os that a volume has in its hands, or that an injected latency holds back.</param>
/// <param name="Answered">I/Os answered, failures included.</param>
/// <param name="Failed">I/Os answered with a failure of the path or medium.</param>
/// <param name="Waited">I/Os that the volume did not answer at once (from memory); only these have a latency.</param>
/// <param name="WaitedTime">Sum of their latencies.</param>
/// <param name="SinceProgress">Time since one of them last ended, or the first of them began; zero with none in flight.</param>
public sealed record PathFigures(long InFlight, long Answered, long Failed, long Waited, TimeSpan WaitedTime, TimeSpan SinceProgress)
{
    public static PathFigures Zero { get; } = new(0, 0, 0, 0, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Of both together; the time without progress is the longer one.</summary>
    public static PathFigures operator +(PathFigures one, PathFigures other) => new(
        one.InFlight + other.InFlight,
        one.Answered + other.Answered,
        one.Failed + other.Failed,
        one.Waited + other.Waited,
        one.WaitedTime + other.WaitedTime,
        one.SinceProgress > other.SinceProgress ? one.SinceProgress : other.SinceProgress);
}
