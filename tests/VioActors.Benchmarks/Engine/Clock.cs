namespace VioActors.Benchmarks.Engine;

/// <summary>A stop watch.</summary>
internal readonly struct Clock
{
    private readonly long _start;

    private Clock(long start) => _start = start;

    public double Seconds => TimeProvider.System.GetElapsedTime(_start).TotalSeconds;

    public static Clock Start() => new(TimeProvider.System.GetTimestamp());

    /// <summary>How often per second something happened that happened <paramref name="count"/> times since the start.</summary>
    public double Rate(long count) => count / Seconds;
}
