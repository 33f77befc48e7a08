namespace Akka.Pattern;

/// <summary>How long to wait before a restart.</summary>
internal static class BackoffDelay
{
    /// <summary>
    /// <paramref name="min"/> · 2^<paramref name="restartCount"/> up to <paramref name="max"/>, times 1 + random · <paramref
    /// name="randomFactor"/>.
    /// </summary>
    public static TimeSpan Calculate(int restartCount, TimeSpan min, TimeSpan max, double randomFactor, Random random)
    {
        var spread = 1.0 + (random.NextDouble() * randomFactor);
        if (restartCount >= 30)
            return max;
        var delay = Math.Min(max.Ticks, min.Ticks * Math.Pow(2, restartCount)) * spread;
        return TimeSpan.FromTicks((long)Math.Min(delay, TimeSpan.MaxValue.Ticks / 2));
    }

    public static void Check(TimeSpan min, TimeSpan max, double randomFactor)
    {
        if (min <= TimeSpan.Zero)
            throw new ArgumentException($"MinBackoff must be greater than 0; it is {min}.", nameof(min));
        if (max < min)
            throw new ArgumentException($"MaxBackoff must be at least MinBackoff ({min}); it is {max}.", nameof(max));
        if (randomFactor is < 0.0 or > 1.0)
            throw new ArgumentException($"RandomFactor must be between 0.0 and 1.0; it is {randomFactor}.", nameof(randomFactor));
    }
}
